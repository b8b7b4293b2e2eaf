import ExchangeTestKit
package import StrictJSON

/// Invented lessons of great variety, the same for the same seed: what a federation's stores are full of.
package struct LessonGenerator {
    private var random: SeededGenerator

    package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private mutating func pick(_ words: [String]) -> String { words[Int.random(in: 0..<words.count, using: &random)] }

    /// A draft of about 1 KB of prose; `sentences` makes it longer.
    package mutating func draft(sentences: Int = 6) -> JSONTree {
        let subject = pick(Self.subjects)
        let place = pick(Self.places)
        let problem = pick(Self.problems)
        let change = pick(Self.changes)
        var story = ["On \(place) \(subject) \(problem)."]
        for _ in 0..<sentences {
            story.append(
                "\(pick(Self.openings)) \(pick(Self.actors)) \(pick(Self.actions)) \(pick(Self.objects)) \(pick(Self.ways))."
            )
        }
        story.append("\(pick(Self.actors).capitalised) \(change).")
        let lesson =
            "\(pick(Self.actors).capitalised) should \(pick(Self.advice)) \(pick(Self.objects)) \(pick(Self.ways))."
        return .object(of: [
            "title": .string("\(subject.capitalised) \(problem) on \(place)".prefixed(110)), "recordKind": "incident",
            "sourceType": .string(pick(["patient-safety-incident", "qi-project", "clinical-audit", "staff-voice"])),
            "serviceLine": .array([.string(pick(Self.lines))]),
            "whatHappened": .string(story.joined(separator: " ").prefixed(1400)),
            "whatWeLearned": [.object(of: ["statement": .string(lesson.prefixed(390)), "level": "service"])],
            "contributoryThemes": .array([.string(pick(Self.themes))]), "audience": ["frontline"],
            "reviewDue": "2027-11",
        ])
    }

    private static let subjects = """
        the medicines fridge|the insulin chart|the lithium register|the clozapine clinic|the interpreter booking|the hoist \
        battery|the discharge letter|the allergy field|the leave form|the resuscitation trolley|the oxygen cylinder|the \
        depot diary|the visitors' book|the blood glucose meter|the weighing scale|the fall sensor|the bed rail|the wound \
        chart|the hearing aid box|the spectacles case|the denture pot|the swallowing plan|the thickener tin|the meal \
        ticket|the fluid chart|the early warning score|the electronic rota|the bleep|the duty telephone|the fax queue|the \
        referral inbox|the waiting list|the text reminder|the video link|the consent form|the advocacy leaflet|the carer \
        card|the key safe|the laundry bag|the sharps bin|the eye wash station|the spill kit|the defibrillator pad|the \
        suction unit|the syringe driver|the controlled drugs book|the nicotine patch box|the emergency grab bag|the ligature \
        cutter|the observation sheet|the sleep chart|the sensory room|the gym induction|the kitchen knife log|the garden \
        gate|the lift alarm|the fire door|the smoke detector|the picture cards|the care plan folder
        """.split(separator: "|").map(String.init)

    private static let places = """
        an admission ward|a rehabilitation unit|an older adults' ward|a community team base|a crisis team base|a day \
        hospital|a forensic ward|a mother and baby unit|a memory clinic|an eating disorders unit|a liaison office|a \
        substance use clinic|a learning disability service|a walk-in clinic|a physiotherapy gym|a pharmacy hub
        """.split(separator: "|").map(String.init)

    private static let problems = """
        had not been checked for a week|was filled in twice|could not be found at night|showed yesterday's numbers|was locked \
        and nobody had the key|had been moved during cleaning|was written in pencil|used another name for the same thing|was \
        out of stock|stopped working after an update|was meant for another ward|had been left at home|was thrown away by \
        mistake|did not fit the new form|was answered by a machine|had no battery left|was kept behind a heavy door|had a \
        faded label|was copied with an old date|gave no sound
        """.split(separator: "|").map(String.init)

    private static let openings = [
        "Before lunch", "After the handover", "During the night", "On a busy afternoon", "At the weekend", "Later on",
        "In the same week", "While the manager was away", "The day after", "For some time", "Again", "By chance",
    ]

    private static let actors = """
        the ward clerk|a student nurse|the housekeeper|a pharmacy technician|the night nurse|an occupational therapist|the \
        ward manager|a bank nurse|a peer support worker|the dietitian|a speech therapist|the estates team|a volunteer|the \
        duty doctor|the team secretary|a physiotherapist|the catering assistant|a health care assistant|the porter|a social \
        worker
        """.split(separator: "|").map(String.init)

    private static let actions = """
        noticed|reported|counted|sorted out|ordered|borrowed|compared|explained|drew|returned|sorted|wrote down|asked \
        about|showed a colleague|tested|cleaned|charged|replaced|mended|moved
        """.split(separator: "|").map(String.init)

    private static let objects = """
        the stock list|the spare key|the laminated card|the wall chart|the shared drive|the colour code|the daily checklist|the \
        printed plan|the service contract|the induction pack|the paper copy|the alarm setting|the expiry date|the serial \
        number|the cupboard shelf|the contact sheet|the handover template|the training record|the supplier's notice|the \
        cleaning rota|the delivery note|the maintenance log|the order form|the whiteboard|the envelope|the tray|the trolley \
        drawer|the charger|the password list|the noticeboard
        """.split(separator: "|").map(String.init)

    private static let ways = """
        with the neighbouring team|twice a day|at every shift change|together with a carer|in plain words|on a tablet|before \
        opening time|with a coloured sticker|by telephone|on the safety huddle|with two signatures|every first Monday|in the \
        team meeting|without any extra cost|with a picture|in large print|at the bedside|from memory|on the back page|with a \
        timer
        """.split(separator: "|").map(String.init)

    private static let changes = """
        now keeps a spare beside the old one|put it on the daily checklist|agreed one place for it|asked the supplier for \
        another design|made one person a week its owner|taught it to every new starter|hung a picture of the right way|took \
        the second form away|set a reminder in the diary|tried it out with two patients first
        """.split(separator: "|").map(String.init)

    private static let advice = [
        "check", "label", "share", "count", "keep", "explain", "test", "own", "renew", "read aloud",
    ]

    private static let lines = [
        "acute-inpatient", "older-adult-inpatient", "rehabilitation", "community-mht", "crisis-home-treatment",
        "liaison",
        "pharmacy", "physical-health", "forensic-secure", "memory-older-community",
    ]

    private static let themes = [
        "medication-monitoring", "handover-communication", "discharge-planning", "record-keeping-sharing",
        "digital-system", "training-competence", "physical-health-of-mh-patients", "falls-frailty",
        "waiting-and-access",
    ]
}

extension String {
    fileprivate var capitalised: String { prefix(1).uppercased() + dropFirst() }

    fileprivate func prefixed(_ max: Int) -> String { String(prefix(max)) }
}
