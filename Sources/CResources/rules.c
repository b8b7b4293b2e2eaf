#include "resources.h"

static const unsigned char gate[] = {
#embed "../../rules/gate.bin"
};

lx_resource lx_gate_rules(void) {
    lx_resource rules = {"gate.bin", gate, sizeof gate};
    return rules;
}

static const unsigned char pairing_words[] = {
#embed "../../rules/pairing-words.txt"
};

lx_resource lx_pairing_words(void) {
    lx_resource words = {"pairing-words.txt", pairing_words, sizeof pairing_words};
    return words;
}
