// libcsv reads CSV as it comes, cell by cell, in constant memory (RFC 4180).
#include <csv.h>
