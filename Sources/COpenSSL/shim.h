// What Swift needs of OpenSSL's libcrypto and cannot call itself. Each wrapper says why it is here.
#pragma once
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <openssl/x509_vfy.h>

// The sk_X509_* family is made of macros, which Swift does not import.
static inline STACK_OF(X509) *lx_x509_stack_new(void) { return sk_X509_new_null(); }
static inline int lx_x509_stack_push(STACK_OF(X509) *s, X509 *c) { return sk_X509_push(s, c); }
static inline int lx_x509_stack_count(const STACK_OF(X509) *s) { return sk_X509_num(s); }
static inline X509 *lx_x509_stack_at(const STACK_OF(X509) *s, int i) { return sk_X509_value(s, i); }
// Frees the stack only: the certificates belong to their Swift wrappers.
static inline void lx_x509_stack_free(STACK_OF(X509) *s) { sk_X509_free(s); }
static inline int lx_names_count(const GENERAL_NAMES *n) { return sk_GENERAL_NAME_num(n); }
static inline const GENERAL_NAME *lx_names_at(const GENERAL_NAMES *n, int i) { return sk_GENERAL_NAME_value(n, i); }
static inline int lx_objects_count(const EXTENDED_KEY_USAGE *u) { return sk_ASN1_OBJECT_num(u); }
static inline const ASN1_OBJECT *lx_objects_at(const EXTENDED_KEY_USAGE *u, int i) { return sk_ASN1_OBJECT_value(u, i); }
static inline int lx_revoked_count(const STACK_OF(X509_REVOKED) *r) { return sk_X509_REVOKED_num(r); }
static inline X509_REVOKED *lx_revoked_at(const STACK_OF(X509_REVOKED) *r, int i) { return sk_X509_REVOKED_value(r, i); }
static inline STACK_OF(X509_EXTENSION) *lx_extensions_new(void) { return sk_X509_EXTENSION_new_null(); }
static inline int lx_extensions_push(STACK_OF(X509_EXTENSION) *s, X509_EXTENSION *e) { return sk_X509_EXTENSION_push(s, e); }
static inline void lx_extensions_free(STACK_OF(X509_EXTENSION) *s) { sk_X509_EXTENSION_pop_free(s, X509_EXTENSION_free); }

// BIO_get_mem_data, BIO_set_mem_eof_return and OPENSSL_free are macros.
static inline long lx_bio_data(BIO *b, char **out) { return BIO_get_mem_data(b, out); }
static inline void lx_free(void *p) { OPENSSL_free(p); }

// Variadic, which Swift does not import. The curve is a name such as "P-256".
static inline EVP_PKEY *lx_ec_key_new(const char *curve) { return EVP_EC_gen(curve); }
static inline EVP_PKEY *lx_ed25519_key_new(void) { return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"); }

// Padding and salt length are set through macros.
static inline int lx_use_pss(EVP_PKEY_CTX *c) {
    return EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PSS_PADDING) > 0
        && EVP_PKEY_CTX_set_rsa_pss_saltlen(c, RSA_PSS_SALTLEN_DIGEST) > 0;
}

// XN_FLAG_ONELINE and ASN1_STRFLGS_ESC_MSB are expressions of macros: one line, UTF-8 kept as it is.
static inline int lx_name_print(BIO *b, const X509_NAME *n) {
    return X509_NAME_print_ex(b, n, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
}

// X509V3_set_ctx_nodb and the stack of extensions of a request are macros.
static inline X509_EXTENSION *lx_extension_new(int id, const char *value, X509 *issuer, X509 *subject) {
    X509V3_CTX c;
    X509V3_set_ctx(&c, issuer, subject, NULL, NULL, 0);
    X509V3_set_ctx_nodb(&c);
    return X509V3_EXT_conf_nid(NULL, &c, id, value);
}
