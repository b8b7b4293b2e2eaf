/// The members of every JSON body of the local API: what is read is refused by these, and described by these.
enum RouteBodies {
    static let publication: [BodyMember] = [
        .must("drafts", .texts), .may("marking"), .may("recipients", .texts), .may("onwardSharing"), .may("licence"),
    ]
    static let lesson: [BodyMember] = [.must("lessonId"), .may("version", .count)]
    static let external: [BodyMember] = [.must("issuer"), .must("reference")]
    /// One of them.
    static let subject: [BodyMember] = [
        .may("digest"), .may("lesson", .object(lesson)), .may("external", .object(external)),
    ]
    static let recommendation: [BodyMember] = [.must("id"), .must("position"), .may("reason")]
    static let response: [BodyMember] = [
        .must("subject", .object(subject)), .must("position"), .may("text"), .may("recipients", .texts),
        .may("perRecommendation", .list(recommendation)),
    ]
    static let withdrawn: [BodyMember] = [.must("lessonId"), .may("versionsUpTo", .count)]
    static let withdrawal: [BodyMember] = [.must("lessons", .list(withdrawn)), .must("reason"), .may("advice")]
    static let decision: [BodyMember] = [.must("lessonId"), .may("version", .count), .must("relation")]
    static let boardDecision: [BodyMember] = [.may("version", .count)]

    static let triage: [BodyMember] = [
        .must("findings", .counts), .must("relevant", .flag), .may("group"), .may("ownerRole"), .may("due"),
        .may("reason"),
    ]
    static let classification: [BodyMember] = [
        .must("findings", .counts), .may("themes", .texts), .may("serviceLines", .texts),
    ]
    static let assessment: [BodyMember] = [
        .must("recommendation"), .must("position"), .may("evidenceType"), .may("evidence"), .may("gap"),
        .may("reason"),
    ]
    static let assessments: [BodyMember] = [.must("assessments", .list(assessment))]
    static let action: [BodyMember] = [
        .must("id"), .must("text"), .must("ownerRole"), .must("due"), .may("state"), .may("evidence"),
        .may("evidenceType"),
    ]
    static let actions: [BodyMember] = [.must("actions", .list(action))]
    static let answer: [BodyMember] = [.must("overall"), .may("text"), .may("shareWith", .texts)]
    static let reply: [BodyMember] = [.must("on")]
    static let reopening: [BodyMember] = [.must("reason")]
    static let findingErasure: [BodyMember] = [.must("reason"), .may("withCase", .flag)]
    static let subscription: [BodyMember] = [
        .must("name"), .may("recipient"), .may("theme"), .may("serviceLine"), .may("source"), .may("since"),
    ]
    /// Nothing has to be said.
    static let silent: [BodyMember] = []
}
