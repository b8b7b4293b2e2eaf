// The schemas and code lists inside the programs.
#pragma once
#include <stddef.h>

/// One embedded file: its name below schemas/, its bytes, its length.
typedef struct {
    const char *_Nonnull name;
    const unsigned char *_Nonnull bytes;
    ptrdiff_t length;
} lx_resource;

/// Number of embedded files.
int lx_resource_count(void);

/// The file at a position from 0.
lx_resource lx_resource_at(int position);

/// The rules of the anonymisation gate: lists, gazetteer and name model (rules/gate.bin).
lx_resource lx_gate_rules(void);

/// The words that a check code of two gateways is read out in (rules/pairing-words.txt), one a line.
lx_resource lx_pairing_words(void);
