extension ErrorCodeRow {
    /// What can be wrong with a draft, its attestation or its signing.
    static let draftRows = [
        ErrorCodeRow(
            "form.malformed",
            .malformed,
            "The file is not a lesson form.",
            "Start from lesson new --kind KIND, and keep its question lines."
        ),
        ErrorCodeRow(
            "form.answer-missing",
            .policyNotMet,
            "A question of the form has no answer.",
            "Write the answer below the question."
        ),
        ErrorCodeRow(
            "form.answer-invalid",
            .policyNotMet,
            "An answer does not fit its question.",
            "Read the line of help under the question."
        ),
        ErrorCodeRow(
            "draft.release-not-allowed",
            .policyNotMet,
            "A draft carries release, which only signing may write.",
            "Remove the member; the attestation record speaks for it."
        ),
        ErrorCodeRow(
            "attestation.missing",
            .policyNotMet,
            "Nobody has attested this draft as it stands.",
            "Have it attested: lesson attest DRAFT --role caldicott-guardian, then give --attestation RECORD."
        ),
        ErrorCodeRow(
            "attestation.malformed",
            .malformed,
            "The file is not an attestation record.",
            "Give the file that lesson attest wrote."
        ),
        ErrorCodeRow(
            "attestation.signature",
            .failed,
            "The attestation record was not signed by the organisation that signs the lesson, or it was changed.",
            "Have the draft attested again with the organisation's own key."
        ),
        ErrorCodeRow(
            "attestation.refused",
            .policyNotMet,
            "The attestation does not allow the lesson to go.",
            "Settle that question, then have the draft attested by somebody other than its author."
        ),
        ErrorCodeRow(
            "sign.certificate-not-current",
            .usage,
            "A certificate of the chain has ended or is not valid yet, so nobody would accept the signature.",
            "Name a current certificate chain, and check the clock of this machine."
        ),
        ErrorCodeRow(
            "sign.chain-incomplete",
            .usage,
            "The issuing certificate is missing in the chain file, or the certificates stand in another order.",
            "Name the chain file as the authority handed it out, seal certificate first."
        ),
        ErrorCodeRow(
            "sign.signer-mismatch",
            .usage,
            "The key or certificate is not that of the organisation in the draft, or may not seal.",
            "Name the key and the certificate chain of the publishing organisation."
        ),
    ]
}
