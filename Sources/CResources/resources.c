// Made by schemas/embed.sh; not to be edited. The compiler takes the files in as they are (C23 #embed).
#include "resources.h"

static const unsigned char r0[] = {
#embed "../../schemas/attestation-record.schema.json"
};

static const unsigned char r1[] = {
#embed "../../schemas/bundle.schema.json"
};

static const unsigned char r2[] = {
#embed "../../schemas/codes.schema.json"
};

static const unsigned char r3[] = {
#embed "../../schemas/codes/action-state.json"
};

static const unsigned char r4[] = {
#embed "../../schemas/codes/age-band.json"
};

static const unsigned char r5[] = {
#embed "../../schemas/codes/audience.json"
};

static const unsigned char r6[] = {
#embed "../../schemas/codes/care-stage.json"
};

static const unsigned char r7[] = {
#embed "../../schemas/codes/content-notes.json"
};

static const unsigned char r8[] = {
#embed "../../schemas/codes/contributory-themes.json"
};

static const unsigned char r9[] = {
#embed "../../schemas/codes/due-basis.json"
};

static const unsigned char r10[] = {
#embed "../../schemas/codes/event-count-band.json"
};

static const unsigned char r11[] = {
#embed "../../schemas/codes/evidence-type.json"
};

static const unsigned char r12[] = {
#embed "../../schemas/codes/extraction.json"
};

static const unsigned char r13[] = {
#embed "../../schemas/codes/family-or-patient.json"
};

static const unsigned char r14[] = {
#embed "../../schemas/codes/generalised.json"
};

static const unsigned char r15[] = {
#embed "../../schemas/codes/group.json"
};

static const unsigned char r16[] = {
#embed "../../schemas/codes/learning-level.json"
};

static const unsigned char r17[] = {
#embed "../../schemas/codes/lesson-status.json"
};

static const unsigned char r18[] = {
#embed "../../schemas/codes/lfpse-agent-type.json"
};

static const unsigned char r19[] = {
#embed "../../schemas/codes/lfpse-healthcare-process.json"
};

static const unsigned char r20[] = {
#embed "../../schemas/codes/lfpse-human-agents.json"
};

static const unsigned char r21[] = {
#embed "../../schemas/codes/lfpse-incident-location.json"
};

static const unsigned char r22[] = {
#embed "../../schemas/codes/lfpse-physical-harm.json"
};

static const unsigned char r23[] = {
#embed "../../schemas/codes/lfpse-psychological-harm.json"
};

static const unsigned char r24[] = {
#embed "../../schemas/codes/linkage.json"
};

static const unsigned char r25[] = {
#embed "../../schemas/codes/marking.json"
};

static const unsigned char r26[] = {
#embed "../../schemas/codes/member-role.json"
};

static const unsigned char r27[] = {
#embed "../../schemas/codes/modality.json"
};

static const unsigned char r28[] = {
#embed "../../schemas/codes/ods-display.json"
};

static const unsigned char r29[] = {
#embed "../../schemas/codes/onward-sharing.json"
};

static const unsigned char r30[] = {
#embed "../../schemas/codes/opt-out.json"
};

static const unsigned char r31[] = {
#embed "../../schemas/codes/override-reason.json"
};

static const unsigned char r32[] = {
#embed "../../schemas/codes/position.json"
};

static const unsigned char r33[] = {
#embed "../../schemas/codes/proceedings.json"
};

static const unsigned char r34[] = {
#embed "../../schemas/codes/protected-material.json"
};

static const unsigned char r35[] = {
#embed "../../schemas/codes/receipt-outcome.json"
};

static const unsigned char r36[] = {
#embed "../../schemas/codes/record-kind.json"
};

static const unsigned char r37[] = {
#embed "../../schemas/codes/relation.json"
};

static const unsigned char r38[] = {
#embed "../../schemas/codes/role.json"
};

static const unsigned char r39[] = {
#embed "../../schemas/codes/seips-element.json"
};

static const unsigned char r40[] = {
#embed "../../schemas/codes/seips-polarity.json"
};

static const unsigned char r41[] = {
#embed "../../schemas/codes/service-line.json"
};

static const unsigned char r42[] = {
#embed "../../schemas/codes/source-type.json"
};

static const unsigned char r43[] = {
#embed "../../schemas/codes/statement-kind.json"
};

static const unsigned char r44[] = {
#embed "../../schemas/codes/strength.json"
};

static const unsigned char r45[] = {
#embed "../../schemas/codes/withdrawal-reason.json"
};

static const unsigned char r46[] = {
#embed "../../schemas/common.schema.json"
};

static const unsigned char r47[] = {
#embed "../../schemas/compiled.bin"
};

static const unsigned char r48[] = {
#embed "../../schemas/draft2020-12/meta/applicator.json"
};

static const unsigned char r49[] = {
#embed "../../schemas/draft2020-12/meta/content.json"
};

static const unsigned char r50[] = {
#embed "../../schemas/draft2020-12/meta/core.json"
};

static const unsigned char r51[] = {
#embed "../../schemas/draft2020-12/meta/format-annotation.json"
};

static const unsigned char r52[] = {
#embed "../../schemas/draft2020-12/meta/format-assertion.json"
};

static const unsigned char r53[] = {
#embed "../../schemas/draft2020-12/meta/meta-data.json"
};

static const unsigned char r54[] = {
#embed "../../schemas/draft2020-12/meta/unevaluated.json"
};

static const unsigned char r55[] = {
#embed "../../schemas/draft2020-12/meta/validation.json"
};

static const unsigned char r56[] = {
#embed "../../schemas/draft2020-12/schema.json"
};

static const unsigned char r57[] = {
#embed "../../schemas/epoch.schema.json"
};

static const unsigned char r58[] = {
#embed "../../schemas/findings-mapping.schema.json"
};

static const unsigned char r59[] = {
#embed "../../schemas/lesson-draft.schema.json"
};

static const unsigned char r60[] = {
#embed "../../schemas/lesson.schema.json"
};

static const unsigned char r61[] = {
#embed "../../schemas/mappings/coroner-areas.json"
};

static const unsigned char r62[] = {
#embed "../../schemas/mappings/hssib.json"
};

static const unsigned char r63[] = {
#embed "../../schemas/mappings/organisation-aliases.json"
};

static const unsigned char r64[] = {
#embed "../../schemas/mappings/report-categories.json"
};

static const unsigned char r65[] = {
#embed "../../schemas/mappings/safety-alert.json"
};

static const unsigned char r66[] = {
#embed "../../schemas/organisation-aliases.schema.json"
};

static const unsigned char r67[] = {
#embed "../../schemas/receipt.schema.json"
};

static const unsigned char r68[] = {
#embed "../../schemas/response.schema.json"
};

static const unsigned char r69[] = {
#embed "../../schemas/status-list.schema.json"
};

static const unsigned char r70[] = {
#embed "../../schemas/trust-list.schema.json"
};

static const unsigned char r71[] = {
#embed "../../schemas/verification-report.schema.json"
};

static const unsigned char r72[] = {
#embed "../../schemas/withdrawal.schema.json"
};

static const lx_resource all[] = {
    {"attestation-record.schema.json", r0, sizeof r0},
    {"bundle.schema.json", r1, sizeof r1},
    {"codes.schema.json", r2, sizeof r2},
    {"codes/action-state.json", r3, sizeof r3},
    {"codes/age-band.json", r4, sizeof r4},
    {"codes/audience.json", r5, sizeof r5},
    {"codes/care-stage.json", r6, sizeof r6},
    {"codes/content-notes.json", r7, sizeof r7},
    {"codes/contributory-themes.json", r8, sizeof r8},
    {"codes/due-basis.json", r9, sizeof r9},
    {"codes/event-count-band.json", r10, sizeof r10},
    {"codes/evidence-type.json", r11, sizeof r11},
    {"codes/extraction.json", r12, sizeof r12},
    {"codes/family-or-patient.json", r13, sizeof r13},
    {"codes/generalised.json", r14, sizeof r14},
    {"codes/group.json", r15, sizeof r15},
    {"codes/learning-level.json", r16, sizeof r16},
    {"codes/lesson-status.json", r17, sizeof r17},
    {"codes/lfpse-agent-type.json", r18, sizeof r18},
    {"codes/lfpse-healthcare-process.json", r19, sizeof r19},
    {"codes/lfpse-human-agents.json", r20, sizeof r20},
    {"codes/lfpse-incident-location.json", r21, sizeof r21},
    {"codes/lfpse-physical-harm.json", r22, sizeof r22},
    {"codes/lfpse-psychological-harm.json", r23, sizeof r23},
    {"codes/linkage.json", r24, sizeof r24},
    {"codes/marking.json", r25, sizeof r25},
    {"codes/member-role.json", r26, sizeof r26},
    {"codes/modality.json", r27, sizeof r27},
    {"codes/ods-display.json", r28, sizeof r28},
    {"codes/onward-sharing.json", r29, sizeof r29},
    {"codes/opt-out.json", r30, sizeof r30},
    {"codes/override-reason.json", r31, sizeof r31},
    {"codes/position.json", r32, sizeof r32},
    {"codes/proceedings.json", r33, sizeof r33},
    {"codes/protected-material.json", r34, sizeof r34},
    {"codes/receipt-outcome.json", r35, sizeof r35},
    {"codes/record-kind.json", r36, sizeof r36},
    {"codes/relation.json", r37, sizeof r37},
    {"codes/role.json", r38, sizeof r38},
    {"codes/seips-element.json", r39, sizeof r39},
    {"codes/seips-polarity.json", r40, sizeof r40},
    {"codes/service-line.json", r41, sizeof r41},
    {"codes/source-type.json", r42, sizeof r42},
    {"codes/statement-kind.json", r43, sizeof r43},
    {"codes/strength.json", r44, sizeof r44},
    {"codes/withdrawal-reason.json", r45, sizeof r45},
    {"common.schema.json", r46, sizeof r46},
    {"compiled.bin", r47, sizeof r47},
    {"draft2020-12/meta/applicator.json", r48, sizeof r48},
    {"draft2020-12/meta/content.json", r49, sizeof r49},
    {"draft2020-12/meta/core.json", r50, sizeof r50},
    {"draft2020-12/meta/format-annotation.json", r51, sizeof r51},
    {"draft2020-12/meta/format-assertion.json", r52, sizeof r52},
    {"draft2020-12/meta/meta-data.json", r53, sizeof r53},
    {"draft2020-12/meta/unevaluated.json", r54, sizeof r54},
    {"draft2020-12/meta/validation.json", r55, sizeof r55},
    {"draft2020-12/schema.json", r56, sizeof r56},
    {"epoch.schema.json", r57, sizeof r57},
    {"findings-mapping.schema.json", r58, sizeof r58},
    {"lesson-draft.schema.json", r59, sizeof r59},
    {"lesson.schema.json", r60, sizeof r60},
    {"mappings/coroner-areas.json", r61, sizeof r61},
    {"mappings/hssib.json", r62, sizeof r62},
    {"mappings/organisation-aliases.json", r63, sizeof r63},
    {"mappings/report-categories.json", r64, sizeof r64},
    {"mappings/safety-alert.json", r65, sizeof r65},
    {"organisation-aliases.schema.json", r66, sizeof r66},
    {"receipt.schema.json", r67, sizeof r67},
    {"response.schema.json", r68, sizeof r68},
    {"status-list.schema.json", r69, sizeof r69},
    {"trust-list.schema.json", r70, sizeof r70},
    {"verification-report.schema.json", r71, sizeof r71},
    {"withdrawal.schema.json", r72, sizeof r72},
};

int lx_resource_count(void) { return sizeof all / sizeof all[0]; }

lx_resource lx_resource_at(int position) { return all[position]; }
