/// Words of medicine that look like names: units, measurements, and what is called after whoever described it.
///
/// A dose without its unit is a danger to patients. A surname is kept only in the phrase that makes it none, such as
/// `Parkinson's disease`; on its own it is a name.
enum ClinicalWords {
    private static func set(_ text: String) -> Set<String> {
        Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
    }

    /// Units behind a number, as they are written.
    static let units = set(
        """
        mL ml dL dl cL cl µL μL µl μl uL mcL L l g kg mg mcg µg μg ug ng pg mmol µmol μmol umol nmol pmol mol
        mEq kPa hPa Pa mmHg cmH bpm Hz kHz MHz dB kJ J kcal W V mV kV mA mSv Gy mGy cGy Bq kBq MBq GBq IU iu U
        mU mIU MU Fr Ch C F G mm cm m km s h hr hrs min mins nm mOsm MHz mcmol
        """
    )

    /// Words with capitals inside, as they are written, that are units, measurements, or systems.
    static let mixed = set(
        """
        mL dL cL µL μL uL mcL mmHg cmH kPa hPa mEq mIU kHz MHz dB kJ kV mV mA mSv mGy cGy kBq MBq GBq mOsm SpO
        SaO SvO ScvO FiO PaO PaCO PvCO EtCO etCO ETCO pO pCO pH QTc QTcF QTcB HbA HbS HbF eGFR BiPAP BiPaP ePMA
        eMAR NaCl KCl CaCl MgSO NaHCO DoLS LeDeR NatSSIPs LocSSIPs NatSSIP LocSSIP NatPSA CrCl pMDI mRNA ReSPECT
        qSOFA rTMS tPA IgA IgD IgE IgG IgM RhD PiCCO ePRO eRS eDischarge CoCr NoF OnabotulinumtoxinA NovoRapid
        NovoMix HCl SystmOne RiO
        """
    )

    /// Abbreviations of care, in capitals, beside those of the reports.
    static let abbreviations = set(
        """
        EPMA EPR CPAP NIV INR APTT LFT LFTS FBC CRP ABG ABGS VBG TPN PEG PICC CVC NBM STAT QDS TDS PCA PEWS
        MEOWS MRSA MSSA VRE CPE ESBL NSTEMI STEMI NSAID NSAIDS DOAC DOACS LMWH HRT CKD AKI DKA HHS ARDS PPE CTG
        NICU SCBU BCG MMR HPV CIWA MMSE SBAR ABCDE RIDDOR COSHH CSF PEEP ECMO LBBB NRT ISBAR MUAC CSSRS CVVH QTC
        GTN TSH PSA BNP DEXA USS TOE TTE EUS ERCP MRCP SPECT VAD IABP GDM PPH LSCS NVD CIN AFP EDD FGM STI STIS
        HBV HCV PEP OPAT VAC TVT HDL LDL ALT AST ALP GGT EMG NCS CFS MND PSP MSA FTD DLB FRAT FRAX SSKIN ASSKING
        PSIRP NHSBT UKHSA NHSPS NHSX NHSD RPS GPHC SNOMED DMD ICD OPCS CAS MSO MDSO CSO DATIX PSS NCEPOD MBRRACE
        LEDER HQIP GIRFT CNST NHSR AHP AHPS ODP ODPS HCSW HCSWS TXA CMV EBV COVID FFP PAPR CAUTI CLABSI VAP SSI
        SSIS IPC AMR
        """
    )

    /// Medicines that the lists of the scanner do not have, or that somebody is called, too.
    static let medicines = set(
        """
        humulin humalog lantus levemir tresiba toujeo actrapid insulatard novomix novorapid fiasp clexane
        fragmin tazocin augmentin oramorph oxycontin oxynorm longtec zomorph epilim depakote clopixol xarelto
        eliquis pradaxa lixiana ventolin calpol fortisip tegretol madopar sinemet stalevo clozaril zaponex
        denzapine haldol largactil nozinan priadel camcolit methotrexate penicillamine penicillin insulin
        heparin morphine adrenaline noradrenaline oxygen potassium sodium magnesium calcium phosphate glucose
        dextrose saline warfarin lithium digoxin amiodarone paracetamol ibuprofen aspirin codeine fentanyl
        buprenorphine methadone naloxone clozapine valproate lamotrigine phenytoin carbamazepine levetiracetam
        levodopa ketamine propofol midazolam lorazepam diazepam haloperidol olanzapine risperidone quetiapine
        aripiprazole sertraline fluoxetine citalopram mirtazapine venlafaxine metformin gliclazide furosemide
        bumetanide spironolactone ramipril bisoprolol amlodipine apixaban rivaroxaban edoxaban dabigatran
        enoxaparin dalteparin tinzaparin gentamicin vancomycin amikacin teicoplanin amoxicillin flucloxacillin
        co prednisolone hydrocortisone dexamethasone salbutamol ipratropium aminophylline tranexamic vincristine
        alteplase tenecteplase desmopressin octreotide glucagon ondansetron
        """
    )

    /// Tests, germs and tools of care that no list has as such.
    private static let terms = set(
        """
        bilirubin creatinine troponin ketones platelets haemoglobin albumin lactate urea ferritin amylase nasogastric
        clostridium clostridioides streptococcus staphylococcus escherichia klebsiella pseudomonas aspergillus resus majors
        safeguards score scores tool test screening warning malnutrition
        """
    )

    /// How international names of medicines end; no surname of the lists does.
    private static let endings = [
        "azepam", "azolam", "cillin", "mycin", "micin", "floxacin", "cycline", "conazole", "prazole", "statin",
        "sartan",
        "olol", "apine", "idone", "oxetine", "xaban", "parin", "gliptin", "gliflozin", "glutide", "tidine", "triptan",
        "setron", "dronate", "phylline", "terol", "solone", "sone", "thiazide", "semide", "tinib", "zumab", "ximab",
        "limab",
        "tuzumab", "caine", "morphone", "codone", "fentanil", "barbital", "pressin", "curium", "curonium", "trexate",
        "platin", "rubicin", "fungin", "penem", "bactam", "vudine", "navir", "tegravir", "ciclovir", "dipine", "pril",
        "fibrate", "gabalin", "racetam", "bamate", "triptyline", "pramine", "promazine", "thixol", "peridol",
    ]

    /// Whether a folded word is a medicine or another term of care.
    static func isMedicine(_ stem: String) -> Bool {
        medicines.contains(stem) || terms.contains(stem)
            || stem.utf8.count >= 8 && endings.contains { stem.hasSuffix($0) }
    }

    /// Phrases: the word that may be a name, and the words of which one has to stand behind it.
    private static let phraseRows = """
        parkinson: disease syndrome dementia plus
        alzheimer: disease dementia type society
        huntington: disease chorea
        crohn graves addison paget wilson kawasaki hirschsprung meniere perthes pott weil still lyme legionnaire \
        gaucher hartnup fabry pompe castleman behcet creutzfeldtjakob menkes scheuermann osgoodschlatter moyamoya: \
        disease
        cushing: disease syndrome triad reflex
        hodgkin nonhodgkin burkitt: lymphoma disease
        bell: palsy
        down edwards patau turner marfan sjogren tourette asperger rett dravet lennoxgastaut brugada guillainbarre \
        barre ehlersdanlos danlos stevensjohnson korsakoff korsakov wernickekorsakoff munchausen praderwilli willi \
        klinefelter goodpasture horner reye gilbert reiter conn fanconi alport noonan williams angelman \
        wolffparkinsonwhite asherman boerhaave mendelson ramsayhunt felty budchiari pickwickian refeeding capgras: \
        syndrome disease psychosis
        guillain: barre
        ehlers: danlos
        prader: willi
        wernicke: encephalopathy
        raynaud: phenomenon disease syndrome
        barrett: oesophagus esophagus
        hashimoto: thyroiditis disease
        charcot: foot joint
        fournier: gangrene
        ludwig: angina
        lewy: body bodies
        von: willebrand
        willebrand: disease factor
        duchenne becker: muscular
        friedreich: ataxia
        colles: fracture
        caesarean: section birth delivery
        kaposi wilms: sarcoma tumour
        mallory: weiss
        weiss: tear
        glasgow: coma blatchford outcome scale
        blatchford: score
        waterlow: score scores scale assessment assessments tool chart risk
        braden norton: scale score
        apgar bishop: score scores
        bristol: stool
        barthel: index score
        rockwood: score scale frailty clinical
        rankin: scale score
        wells: score criteria
        hamilton: rating depression anxiety scale
        beck: depression anxiety hopelessness suicide inventory
        edinburgh: postnatal
        abbey: pain
        richmond: agitation
        montreal: cognitive
        addenbrooke: cognitive
        snellen ishihara: chart test plates
        morse: fall
        epworth: sleepiness
        columbia: suicide
        manchester: triage
        bolam gillick: test competence competent competency
        fraser: guidelines guideline competence
        liverpool: care
        mini: mental
        foley hickman tenckhoff swanganz nelaton groshong: catheter catheters line lines
        ryles ryle sengstaken minnesota: tube tubes
        yankauer: sucker suction
        hartmann ringer: solution lactate
        guedel: airway airways
        holter: monitor monitoring
        doppler: ultrasound scan probe
        trendelenburg fowler: position
        heimlich valsalva mcroberts: manoeuvre
        kielland wrigley simpson: forceps
        luer: lock slip
        c: difficile diff
        e: coli
        martha: rule
        warning: score scores system
        liberty: safeguards protection
        universal: screening
        ng: tube tubes feed feeds feeding
        gi: bleed bleeding tract
        af: burden ablation
        blood: glucose pressure pressures sugar sugars test tests gas gases culture cultures result results \
        transfusion transfusions product products count counts loss ketone ketones group groups sample samples \
        thinners film borne
        pain: score scores relief management assessment assessments control team medication killers
        harm: from to during associated linked
        heart: rate rates failure attack disease block rhythm sounds monitoring
        head: injury injuries trauma scan ct
        hand: hygiene injury
        foot: ulcer ulcers pulses care
        bone: density marrow scan profile
        skin: integrity damage care assessment assessments tears
        chest: pain drain drains infection infections xray compressions radiograph
        neck: injury stiffness
        back: pain
        spine spinal: injury needles
        fire: safety risk doors door alarm alarms extinguisher extinguishers drill drills evacuation
        safe: staffing care discharge use storage prescribing medicines handling working administration
        bed: rails rail capacity management occupancy
        bay: nursing
        rapid: tranquillisation response sequence
        stroke: team pathway unit symptoms
        fluid: balance chart charts intake restriction
        food: chart charts intake allergy allergies
        day: case surgery leave
        page: number
        lead: clinician nurse consultant
        street: drugs
        moon: boot
        care: plan plans pathway act
        water: intake temperature flushing
        """

    /// Folded words that have to stand behind a word, by that word.
    private static let phrases: [String: Set<String>] = {
        var phrases: [String: Set<String>] = [:]
        for line in phraseRows.split(separator: "\n") {
            let sides = line.split(separator: ":")
            guard sides.count == 2 else { continue }
            for first in sides[0].split(separator: " ").map(String.init) {
                phrases[first, default: []].formUnion(set(String(sides[1])))
            }
        }
        return phrases
    }()

    /// Words that go on with a phrase: `Glasgow Coma Scale`.
    private static let endsOfPhrases = set(
        """
        scale scales score scores index chart charts tool test tests assessment examination inventory
        questionnaire disease syndrome dementia system form depression rating agitation sedation dystrophy stool
        risk pathway needs
        """
    )

    /// Words before a number that count what care and laws are divided into: `Section 17`, `(Level 2)`.
    private static let countedParts = set(
        """
        section sections level levels stage grade category type schedule article regulation part chapter step
        phase tier band standard outcome table figure appendix annex paragraph version class code
        """
    )

    /// What stands behind an eponym in the possessive: `Beck's anxiety` is somebody's, `Crohn's disease` nobody's.
    private static let behindPossessive = set(
        """
        disease syndrome dementia palsy phenomenon oesophagus esophagus thyroiditis gangrene angina chorea
        lymphoma sarcoma tumour ataxia encephalopathy fracture criteria solution lactate position manoeuvre
        forceps society psychosis triad rule
        """
    )

    // MARK: - What is kept of a text

    /// Which words of a text stand in such a phrase, or are a unit.
    static func kept(_ marked: MarkedWords) -> [Bool] {
        var kept = marked.words.map { _ in false }
        for position in marked.words.indices {
            let word = marked.words[position]
            guard word.shape != .mark else { continue }
            if isUnit(marked, position, kept) || isMixed(marked, word) || isCounted(marked, position, kept) {
                kept[position] = true
            } else if word.shape != .small {
                markPhrase(marked, position, &kept)
            }
        }
        return kept
    }

    /// The places of these words in a text, each phrase as one.
    static func ranges(_ text: [Unicode.Scalar]) -> [Range<Int>] {
        let marked = MarkedWords(text)
        let kept = kept(marked)
        var ranges: [Range<Int>] = []
        for position in marked.words.indices where kept[position] {
            let range = marked.words[position].range
            if position > 0, kept[position - 1], let last = ranges.popLast() {
                ranges.append(last.lowerBound..<range.upperBound)
            } else {
                ranges.append(range)
            }
        }
        return ranges
    }

    private static func isMixed(_ marked: MarkedWords, _ word: MarkedWords.Word) -> Bool {
        word.shape == .mixed && mixed.contains(WordTokens.string(marked.text[word.range]))
    }

    private static func isCounted(_ marked: MarkedWords, _ position: Int, _ kept: [Bool]) -> Bool {
        guard marked.words[position].shape != .small, countedParts.contains(marked.words[position].stem) else {
            return false
        }
        let gap = marked.gap(behind: position)
        let isNumbered = gap.first == " " && gap.dropFirst().first.map(WordTokens.isDigit) ?? false
        return isNumbered && !isBehindName(marked, position, kept)
    }

    /// Whether a word is a unit: behind a number, or behind another unit and a stroke.
    static func isUnit(_ text: [Unicode.Scalar], _ range: Range<Int>) -> Bool {
        // Few words stand behind a number: that is looked at first.
        guard range.count <= 5, isBehindNumber(text, range) else { return false }
        return units.contains(WordTokens.string(text[range]))
    }

    private static func isBehindNumber(_ text: [Unicode.Scalar], _ range: Range<Int>) -> Bool {
        var at = range.lowerBound - 1
        while at >= 0, range.lowerBound - at <= 2, text[at] == " " || text[at] == "°" || text[at] == "-" { at -= 1 }
        return at >= 0 && WordTokens.isDigit(text[at])
    }

    private static func isUnit(_ marked: MarkedWords, _ position: Int, _ kept: [Bool]) -> Bool {
        let word = marked.words[position]
        guard word.range.count <= 5 else { return false }
        let isBehindUnit =
            position > 0 && kept[position - 1] && marked.gap(behind: position - 1).elementsEqual(["/"])
        guard isBehindUnit || isBehindNumber(marked.text, word.range),
            units.contains(WordTokens.string(marked.text[word.range]))
        else { return false }
        guard word.shape == .initial || word.shape == .title || word.shape == .capitals else { return true }
        // `Bed 5 L Example` is no measurement.
        return marked.next(position).map { $0.shape == .small || $0.shape == .mark } ?? true
    }

    private static func markPhrase(_ marked: MarkedWords, _ position: Int, _ kept: inout [Bool]) {
        let word = marked.words[position]
        guard let behind = phrases[word.stem] ?? phrases[String(word.stem.dropLast())].flatMap(ifPlural(word.stem)),
            position + 1 < marked.words.count, isJoined(marked, position),
            behind.contains(marked.words[position + 1].stem), !isBehindName(marked, position, kept),
            !word.isPossessive || behindPossessive.contains(marked.words[position + 1].stem)
        else { return }
        kept[position] = true
        kept[position + 1] = true
        var last = position + 1
        while last + 1 < marked.words.count, isJoined(marked, last),
            endsOfPhrases.contains(marked.words[last + 1].stem)
                || phrases[marked.words[last].stem]?
                    .contains(marked.words[last + 1].stem) ?? false
        {
            last += 1
            kept[last] = true
        }
    }

    /// `Parkinsons disease` is written, too.
    private static func ifPlural(_ stem: String) -> (Set<String>) -> Set<String>? {
        { stem.hasSuffix("s") && stem.utf8.count > 4 ? $0 : nil }
    }

    /// Whether only a blank stands between a word and the next, or the mark of `Graves' disease`.
    private static func isJoined(_ marked: MarkedWords, _ position: Int) -> Bool {
        let gap = marked.gap(behind: position)
        return !gap.isEmpty && gap.count <= 2
            && gap.allSatisfy {
                $0 == " " || $0 == "-" || WordTokens.isApostrophe($0)
                    || $0 == "." && marked.words[position].shape == .initial
            }
    }

    /// Whether what stands before makes it a name after all: `Mr Parkinson's disease`, `Jane Parkinson's disease`.
    private static func isBehindName(_ marked: MarkedWords, _ position: Int, _ kept: [Bool]) -> Bool {
        guard position > 0, !kept[position - 1], marked.joinsNext(position - 1) else { return false }
        let before = marked.words[position - 1]
        if FindingWords.titles.contains(before.stem) || FindingWords.roles.contains(before.stem) { return true }
        switch before.shape {
        case .initial: return before.stem != "a"
        case .mark: return true
        case .small: return false
        default:
            let lore = WordLore(before.stem)
            return lore.isNameLike && !lore.isFunction && !lore.isField
                && !(marked.opens(position - 1) && lore.isOrdinary)
        }
    }
}
