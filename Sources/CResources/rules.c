#include "resources.h"

static const unsigned char gate[] = {
#embed "../../rules/gate.bin"
};

lx_resource lx_gate_rules(void) {
    lx_resource rules = {"gate.bin", gate, sizeof gate};
    return rules;
}
