/// Words that stand with a capital letter in findings and are no names.
enum FindingWords {
    private static func set(_ text: String) -> Set<String> {
        Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
    }

    /// Words that hold sentences together: nobody is called so, but for those in ``functionNames``.
    static let function = set(
        """
        a about above after again against all almost along already also although always am among an and another any anybody
        anyone anything are around as at away back be became because become been before began behind being below between both
        but by can cannot could did do does done during each either else enough etc even ever every everybody everyone few
        for from further gave given had has have having he hence her here hers herself him himself his how however i if in
        indeed instead into is it its itself just least less many may me might mine more moreover most much must my myself
        near neither never nevertheless no nobody none nor not nothing now of off often on once one only onto or other others
        otherwise our ours out over own per perhaps quite rather same several shall she should since so some somebody someone
        something still such than that the their theirs them then there thereafter therefore these they this those though
        through throughout thus to together too toward towards under unless until up upon us very via was we well were what
        whatever when whenever where whereas whether which while whilst who whoever whole whom whose why will with within
        without would yet you your yours
        """
    )

    /// Words of ``function`` that people are called, too.
    static let functionNames = set("an can do down he in may my no on or our so to too will we us but am as")

    /// Those of them that stand in front of a surname; `Will Ward be told?` loses its verb, which is the lesser harm.
    static let firstNames = set("will may can")

    /// What makes a noun one that is not a name.
    static let determiners = set(
        "the a an this these those each every any his her their its our my your another"
    )

    /// How sentences of reports usually begin, beside ``function`` words.
    static let openers = set(
        """
        absence access accordingly action actions additional additionally admission advice afterwards agencies any apart
        appropriate arrangements assessment assessments attempts awareness care carers changes children clear clearly
        clinicians communication communications concern concerns confusion consequently consideration contact continued
        currently delay delays despite difficulties discharge discussions doctors documentation due earlier efforts
        entries equally evidence except failure failures families family first firstly following fourth fourthly furthermore
        greater guidance handover hospital hospitals important improved inadequate inconsistent information initially
        insufficient it's lack later lastly learning limited many matters meanwhile medication meetings members mental notes
        notably notwithstanding nurses nursing nobody observations officers ongoing overall parents particularly patients
        people planning plans police policies policy poor possible potential potentially practitioners previous previously
        prior problems procedures prisoners professionals provision records referrals regarding relatives relevant
        resources responsibility risk risks second secondly services similarly sometimes staff steps subsequent
        subsequently supervision support systems team teams third thirdly training treatment unfortunately was were
        workers falls
        """
    )

    /// How recommendations begin.
    static let requests = set(
        """
        add adopt agree allow amend appoint arrange ask assess audit bring build carry change check choose clarify collect
        compare complete confirm consider coordinate create define deliver design develop discuss do embed enable encourage
        ensure establish evaluate explain explore extend find follow get give go hold identify implement improve include
        increase inform introduce investigate involve issue keep learn make measure meet monitor move offer open
        produce promote protect provide publish put raise recognise record reduce refer remind remove replace report
        request require review revise run seek send set share show speak start stop strengthen take talk teach tell test
        train understand undertake update use work write
        """
    )

    /// Words of the field: bodies, offices, laws, services.
    static let field = set(
        """
        accident act acting acts adult adults age agencies agency alert alerts ambulance ambulances appendix approved area
        areas article assembly assessment assistant association asylum authorities authority autism autistic band bank bed
        beds bill board boards body borough british cabinet camera care centre charity chief child childhood children
        childrens church city clinic clinical clinician college commission commissioner commissioners commissioning
        committee committees community companies company concern concerns constabulary constable consultant convention
        coordinator coroner coroners corporation council councils counsellor county court courts crisis crown custody
        cygnet elysium priory deaths death defence department departments deputy detention director directorate directors disability discharge
        disorder district division doctor doctors drug drugs early easter education electronic emergency england english
        equality european evidence excellence executive eupd family fire form foundation framework future general
        government governor grade green group groups guidance guideline guidelines head health healthcare hearing helpline
        highways holiday home homes hospital hospitals hotel house housing human immigration incident inpatient inquest
        inspector inspectorate institute integrated internet intervention investigation investigations joint junior jury
        justice kent lead learning level liaison limited list local london ltd managed management manager managers
        matters medical medicine medicines meeting mental midwife midwifery minister ministers ministry missing national
        network nhs northern notice nurse nurses nursing observation observations occupational officer officers office
        older olds operating operational order panel paramedic paramedics parliament part partners partnership party
        pathway patient patients people person persons personality pharmacist pharmacists pharmacy phase physician plan
        planning plans police policy practice practitioner practitioners prescribing prevention primary prison prisons
        private probation procedure procedures programme protocol psychiatric psychiatrist psychiatrists psychiatry
        psychological psychologist psychologists psychology public quality rail railway record records referral regional
        register regulation regulations report reports rescue residential resource response review rights risk road royal
        rule rules safeguarding safety schedule school schools secretary section security senior serious service services
        sheltered social society solicitor solicitors specialist staff stage standard standards state statement station
        strategy street substance suicide supervision support surgery surgical system systems table talking team teams
        therapies therapist therapists therapy transport treatment tribunal trust trusts unit university urgent wales ward
        wards web welfare welsh wing women worker workers working young youth
        """
    )

    /// Words of ``field`` that people are called although no list says so.
    static let fieldNames = set(
        "chief child chair form head bank crown ward court lead senior junior page bill church green house hall road street day poor tooth counsel"
    )

    /// Behind a role stands a name, where no other role does.
    static let roles = set(
        """
        nurse doctor consultant psychiatrist psychologist officer constable sergeant inspector matron sister manager
        coordinator practitioner therapist pharmacist paramedic worker governor coroner judge carer councillor
        superintendent registrar midwife counsellor solicitor witness detective
        """
    )

    static let titles = set(
        "mr mrs ms miss mx dr doctor prof professor sir dame lord lady baroness baron rev reverend"
    )

    /// Titles that mean nothing else, so that a word behind them is a name in small letters, too.
    static let plainTitles = set("mr mrs ms mx dr prof")

    /// All that a name stands behind: titles and roles.
    static let beforeNames = titles.union(plainTitles).union(roles)

    /// What somebody did, directly behind a name.
    static let verbs = set(
        """
        did was said had has told is were does gave knew saw went left made took felt thought wrote found heard spoke says
        tells knows could would should will can may might must became began came got kept met put ran rang sent
        """
    )

    /// Words before a letter that counts things.
    static let labels = set(
        """
        section part appendix schedule category grade type vitamin hepatitis band figure point paragraph annex level class
        group plan stage phase ward wing block unit patient option table exhibit model tier bed influenza form
        """
    )

    /// Abbreviations of the field, in capitals.
    static let abbreviations = set(
        """
        NHS NHSE NHSI GP GPS CPN CPNS CMHN RMN RGN RNLD HCA HCAS AMHP AMHPS AMP ACCT ACCTS CCTV KMPT CMHT CMHTS CMHRS CRHT
        CRHTT CRHTTS HTT CAMHS CYPMHS NELFT SLAM CQC HSE HSIB HSSIB MHRA NICE NPSA DHSC DHSS HMPPS HMP HMPS HMIP HMYOI YOI
        PPO IOPC IPCC CPS CPA MHA MCA DOLS BIA MAPPA MARAC MASH LADO LSCB LSCP SCR SCIE SAB LPS ICB ICBS ICS CCG CCGS PCT
        PCTS STP PICU ICU ITU HDU AAU MAU SAU EPR EHR SI SIRI SUI RCA PSII PSIRF LFPSE STEIS NRLS PFD PALS IT ICT
        PTSD EUPD BPD OCD ADHD ASD ASC LD ADD COPD CPR AED DNACPR DNAR ECG EEG MRI CT CTO ECT EDS NEWS NEWS2 MUST SSRI SSRIS
        SNRI IV IM PRN MAR TTO TTA BNF DVT PE UTI CVA TIA MI BMI HIV UK EU USA BBC HM HMRC DWP DVLA PIP ESA DBS NMC GMC
        HCPC RCN BMA RCGP RCPSYCH RCPCH RCEM LMC LA LAC EHCP EHCPS SEND SENCO SENCOS FE HE PC PCS PCSO DC DS DI DCI DSU
        POD ED SPOC SPA SPFT IAPT TT DIT CBT DBT EMDR OT OTS SLT RC RCS S12 SOAD AWOL MISPER PER SASH STORM FACE HONOS
        CSIP POELT OMU ROSC EMIS SUS PAS MDT MDTS WRAP QOF LES DES SLA MOU SOP SOPS KPI KPIS TOR LSU MSU AED ANP ACP PA APS
        ACS FY1 FY2 ST SHO SPR CNS DGH EKHUFT MTW MFT DVH SECAMB SECAMBS LAS SCAS EOC CAD MPS ASB RTA RTC PSHE NSPCC RSPCA
        RAF MOD FBI ONS OFSTED LGBT BAME FOI GDPR ID AE PDF CD DVD TV GPS SMS APP VTE BP HR RR GCS AVPU SATS TCA MAOI NOK
        IDVA IDVAS DASH DA DV CSE CCE FII CIN CP MHLT LPLT PLT PLS EIP EIS AOT FTB ASPD BSL SCU LTP LTHP CEO COO CFO CNO
        CMO MD RAG SIM HSCIC NG12 NG225 CG VPO OBS ACT SAR SARS DHR DHRS NCISH NDTMS NECS HASC ACMD MHRT FTT SOS
        """
    )

    /// Names of systems with capitals inside.
    static let mixed = set("systmone rio dols phd ehr epjs rcpsych ekhuft mhas msc bsc")

    /// What tells that a spelling is of a body.
    static let bodies = set(
        """
        trust nhs board council hospital hospitals prison hmp hm hmpps ltd limited plc llp company group service services
        foundation agency authority commission department ministry office college university school surgery practice clinic
        centre partnership association society police constabulary ambulance healthcare health care home homes icb ccg
        ombudsman institute therapy therapies team teams unit federation charity england secretary government
        """
    )

    /// What is in no name of a file or a page of a report but words that are about none in particular.
    static let slug = set(
        """
        prevention prevent of to future deaths death report reports pfd published publish the and a response responses from
        by for redacted person name names removed deceased unknown anonymous uploads wp content pdf html copy final letter
        signed reply replies dated in re regulation coroner coroners inquest touching version web docx doc
        """
    )
}
