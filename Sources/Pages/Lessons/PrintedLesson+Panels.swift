import StrictJSON

/// A heading with what stands below it.
struct PanelText {
    let heading: String
    var paragraphs: [String] = []
    var items: [String] = []

    var isEmpty: Bool { paragraphs.isEmpty && items.isEmpty }
}

extension PrintedLesson {
    /// What stands below the title of a bulletin.
    var facts: [String] {
        let facts = [
            ("Source", CodeNames.name(text("sourceType"), in: "source-type")),
            ("Services", names("serviceLine", in: "service-line")),
            ("Themes", names("contributoryThemes", in: "contributory-themes")),
        ]
        return facts.filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1)" }
    }

    /// Everything that the publisher wrote for staff, part by part; parts without text are left out.
    var bulletin: [PanelText] {
        let parts = [
            PanelText(heading: "In short", paragraphs: PageText.paragraphs(text("summary"))),
            PanelText(heading: "What happened", paragraphs: PageText.paragraphs(text("whatHappened"))),
            PanelText(heading: "Why it mattered", paragraphs: PageText.paragraphs(text("whyItMattered"))),
            PanelText(heading: "What we learned", items: learning),
            PanelText(heading: "What went well", paragraphs: good("strengths")),
            PanelText(heading: "How to do it again", paragraphs: good("howToRecreate")),
            PanelText(heading: "What has to be in place", paragraphs: good("conditionsNeeded")),
            PanelText(heading: "What helped and what hindered", items: factors),
            PanelText(heading: "What is recommended", items: recommendations),
            PanelText(heading: "What was done", items: actions),
            PanelText(heading: "What was measured", items: evidence),
            PanelText(heading: "What you can use", items: resources),
        ]
        return parts.filter { !$0.isEmpty }
    }

    /// Says whose the panels of a briefing are.
    var briefingOrigin: String {
        lesson["briefing"] == nil
            ? "The publisher wrote no briefing: these panels are filled from its lesson."
            : "Briefing written by the publisher."
    }

    /// Seven panels and three questions.
    ///
    /// Without a briefing of the publisher the panels hold what the lesson has for them, and nothing else; the questions
    /// are those that such briefings end with everywhere.
    var briefing: [PanelText] {
        guard let briefing = lesson["briefing"] else {
            return ownPanels.map { panel in
                panel.isEmpty ? PanelText(heading: panel.heading, paragraphs: [Self.nothingGiven]) : panel
            } + [PanelText(heading: "Questions for the team", items: Self.usualQuestions)]
        }
        let panels = (briefing["panels"]?.elements ?? []).map { panel in
            PanelText(
                heading: panel["heading"]?.string ?? "",
                paragraphs: PageText.paragraphs(panel["text"]?.string ?? "")
            )
        }
        let questions = (briefing["questions"]?.elements ?? []).compactMap(\.string)
        return panels + [PanelText(heading: "Questions for the team", items: questions)]
    }

    static let nothingGiven = "The publisher gave nothing for this panel."

    static let usualQuestions = [
        "What does this mean for our team?",
        "How will we know that it has become part of our work?",
        "How does it go into our plan?",
    ]

    private var ownPanels: [PanelText] {
        [
            PanelText(heading: "Why this matters", paragraphs: PageText.paragraphs(text("whyItMattered"))),
            PanelText(heading: "What happened", paragraphs: PageText.paragraphs(text("whatHappened"))),
            PanelText(heading: "What we learned", items: learning),
            PanelText(heading: "What helped and what hindered", paragraphs: good("strengths"), items: factors),
            PanelText(heading: "What was done", items: actions),
            PanelText(
                heading: "What to do",
                paragraphs: good("howToRecreate") + good("conditionsNeeded"),
                items: recommendations
            ),
            PanelText(heading: "How we shall know", items: evidence + measures),
        ]
    }

    private func elements(_ name: String) -> [JSONValue] { lesson[name]?.elements ?? [] }

    private func good(_ name: String) -> [String] {
        PageText.paragraphs(lesson["goodPractice"]?[name]?.string ?? "")
    }

    private var learning: [String] { elements("whatWeLearned").compactMap { $0["statement"]?.string } }

    private var factors: [String] {
        elements("seipsFactors").compactMap { factor in
            factor["text"]?.string.map { text in
                let helped = factor["polarity"]?.isString(equalTo: "helped") == true
                return "\(helped ? "Helped" : "Hindered"): \(text)"
            }
        } + elements("interactions").compactMap { $0["text"]?.string }
    }

    private var recommendations: [String] {
        elements("recommendations").compactMap { item in
            item["text"]?.string.map { text in
                var details = [CodeNames.name(item["modality"]?.string ?? "", in: "modality")]
                if let addressee = item["addressee"]?.string { details.append("for \(addressee)") }
                if let due = item["dueDate"]?.string { details.append("due \(due)") }
                return "\(item["id"]?.string ?? ""): \(text) (\(details.joined(separator: "; ")))"
            }
        }
    }

    private var actions: [String] {
        elements("actionsTaken").compactMap { item in
            item["text"]?.string.map { text in
                var details = [CodeNames.name(item["state"]?.string ?? "", in: "action-state")]
                if let month = item["month"]?.string { details.append(Self.month(month)) }
                if let owner = item["ownerRole"]?.string { details.append(owner) }
                return "\(text) (\(details.joined(separator: "; ")))"
            }
        }
    }

    private var evidence: [String] {
        guard let evidence = lesson["evidence"] else { return [] }
        let parts = [("Measured", "measure"), ("Before", "before"), ("After", "after"), ("Period", "period")]
        return parts.compactMap { name, member in evidence[member]?.string.map { "\(name): \($0)" } }
    }

    private var measures: [String] {
        elements("recommendations").compactMap { item in
            item["measure"]?.string.map { "\(item["id"]?.string ?? ""): \($0)" }
        }
    }

    private var resources: [String] {
        elements("resources").compactMap { item in
            item["title"]?.string.map { title in "\(title): \(item["publicUrl"]?.string ?? "")" }
        }
    }
}
