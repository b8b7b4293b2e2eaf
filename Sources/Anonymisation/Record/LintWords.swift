import StrictJSON

/// The sayings that the lint knows, each with what could be written instead.
enum LintWords {
    // MARK: Blame

    private static let neutral = "Say what was done or not done, and what in the work system made that likely."
    private static let hindsight = "Say what was known at the time, and what would have made it visible."
    private static let gap = "Say what did not happen and what made it hard to do."
    private static let conditions = "Name the conditions behind it: tools, layout, workload, training, interruptions."
    private static let fit = "Say where work as done differed from work as written, and why it made sense then."
    private static let fault = "Leave responsibility to the processes made for it; tell what the system contributed."

    static let blame = Sayings<String>([
        "careless|carelessly|carelessness|negligent|negligence|negligently|reckless|recklessly": neutral,
        "lazy|sloppy|incompetent|incompetence|unprofessional|complacent|complacency|poor attitude": neutral,
        "inexcusable|unforgivable|could not be bothered|did not bother|ignored|forgot to": neutral,
        "should have known|should have realised|should have noticed|should have seen|should have foreseen": hindsight,
        "ought to have known|ought to have realised|ought to have noticed|with hindsight": hindsight,
        "failed to|failing to|failure to|failings of|neglected to|omitted to": gap,
        "human error|human errors|operator error|user error|staff error|nurse error|nursing error": conditions,
        "individual error|clinician error|doctor error": conditions,
        "non compliant|noncompliant|non compliance|noncompliance|did not comply|breached the policy": fit,
        "violated|disobeyed|broke the rules|did not follow the policy|policy was not followed": fit,
        "at fault|to blame|blamed|fault of|culpable|guilty of|responsible for the death": fault,
    ])

    private static let negations = WordSet("no not never without nobody non cannot neither nor anyone")
    private static let failing = WordSet("failed failing failure fails")
    private static let things = WordSet(
        """
        system systems alarm alarms software printer printers device devices equipment battery batteries server servers
        database interface message messages email phone phones network app tool tools monitor pump pumps sensor sensors
        door doors lock locks process pathway form power light lights backup program computer computers it
        """
    )

    /// Whether a blaming saying is meant: not denied, and not about a thing that stopped working.
    static func isMeant(_ match: ClosedRange<Int>, in text: TextWords) -> Bool {
        if text.precedes(negations, match.lowerBound, within: 2) { return false }
        return !(text.isOneOf(failing, match.lowerBound) && text.precedes(things, match.lowerBound, within: 2))
    }

    // MARK: Labels for people

    static let labels = Sayings<String>([
        "committed suicide|commit suicide|commits suicide|successful suicide": "Write \u{201C}died by suicide\u{201D}.",
        "failed suicide|failed suicide attempt|unsuccessful suicide": "Write \u{201C}attempted suicide\u{201D}.",
        "attention seeking|manipulative|difficult patient|challenging patient|frequent flyer|frequent attender":
            "Say what the person did and what it may have meant to them.",
        "schizophrenics|a schizophrenic|addicts|an addict|alcoholics|an alcoholic|the mentally ill|drug abuser":
            "Put the person first: a person with, people who use.",
    ])

    // MARK: Actions on people

    static let reminding =
        "Change what people work with, so that the right thing is the easy one; a reminder alone seldom lasts."
    private static let vigilance =
        "Attention cannot be ordered: add a prompt, a default, a second check or a change of the place or the tool."
    private static let reflection = "Leave individual support to line management; share what other teams can change."

    static let personal = Sayings<String>([
        "more vigilant|be vigilant|remain vigilant|more careful|be careful|take more care|greater care": vigilance,
        "extra care|pay attention|pay more attention|stay alert|remain alert|heightened awareness": vigilance,
        "raise awareness|raising awareness|awareness raising": reminding,
        "reiterate the importance|re iterate the importance": reminding,
        "follow the policy|adhere to the policy|adhere to policy|comply with the policy|re read the policy": reminding,
        "reflective account|reflect on his practice|reflect on her practice|reflect on their practice": reflection,
        "disciplinary action|disciplinary process|disciplined|performance management|capability process": reflection,
    ])

    private static let reminders = Sayings<Bool>([
        "remind|reminding|reminder to|reminders to|instruct|urge": true,
        "retrain|retraining|re train|re training|re educate|re educating": true,
        "emphasise to|reiterate to|re iterate to|re issue guidance to": true,
    ])
    private static let reminded = Sayings<Bool>([
        "reminded|retrained|re trained|re educated|spoken to|warned|told to|instructed to": true
    ])
    private static let staff = WordSet(
        """
        staff nurse nurses doctor doctors colleague colleagues clinician clinicians team teams everyone everybody
        practitioner practitioners worker workers registrar registrars pharmacist pharmacists employee employees
        hca hcas assistant assistants prescriber prescribers therapist therapists psychiatrist psychiatrists
        consultant consultants
        """
    )

    /// Whether a text says that people at work are to be reminded or trained again.
    static func addressesStaff(_ text: TextWords) -> Bool {
        let active = reminders.matches(in: text).contains { text.follows(staff, $0.words.upperBound, within: 4) }
        return active || reminded.matches(in: text).contains { text.precedes(staff, $0.words.lowerBound, within: 5) }
    }

    /// Whether a text says what is to be done.
    static func namesActions(_ pointer: JSONPointer) -> Bool {
        guard let first = pointer.tokens.first else { return false }
        return ["recommendations", "actionsTaken", "whatWeLearned"].contains(first)
    }
}
