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
