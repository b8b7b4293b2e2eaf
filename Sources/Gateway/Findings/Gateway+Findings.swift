import Findings
import LessonExchange
import Signatures
package import StrictJSON

/// Findings with the lessons that cover them, and with the last position of each partner on their sources.
package struct FindingList: Sendable {
    package let findings: [(record: FindingRecord, coveredBy: [Coverage], positions: [ResponseRow])]
    package let hasMore: Bool

    package var tree: JSONTree {
        .object(of: [
            "findings": .array(
                findings.map { item in
                    var tree = item.record.tree
                    tree["coveredBy"] = .array(item.coveredBy.map(\.tree))
                    tree["positions"] = .array(item.positions.map(\.tree))
                    return tree
                }
            ),
            "hasMore": .boolean(hasMore),
        ])
    }
}

/// Everything that is known here about one finding.
package struct FindingDetail: Sendable {
    package let record: FindingRecord
    /// Oldest first.
    package let steps: [CaseStep]
    package let coveredBy: [Coverage]
    /// Other findings that look like it, best first.
    package let similar: [SimilarFinding]
    /// What organisations, and we, said to it, newest first.
    package let positions: [ResponseRow]

    package var tree: JSONTree {
        var tree = record.tree
        // The steps themselves stand in the place of their number.
        tree["steps"] = .array(steps.map(\.tree))
        tree["coveredBy"] = .array(coveredBy.map(\.tree))
        tree["similar"] = .array(similar.map(\.tree))
        tree["positions"] = .array(positions.map(\.tree))
        return tree
    }
}

extension Gateway {
    /// A page of findings, each with what covers it.
    package func findings(_ query: FindingQuery) async throws -> FindingList {
        if let fault = query.fault { throw FindingValues.unknown("it \(fault.message)", at: fault.place) }
        let page = try await store.findings(query)
        let findings = page.findings.map(\.finding)
        let coverage = try await coverage(of: findings, .quick)
        let positions = try await positions(on: findings)
        return FindingList(
            findings: page.findings.indices.map { place in
                (record: page.findings[place], coveredBy: coverage[place], positions: positions[place])
            },
            hasMore: page.hasMore
        )
    }

    /// One finding with its case.
    package func finding(_ number: Int64) async throws -> FindingDetail {
        let record = try await record(of: number)
        let similar = try await store.similarFindings(
            to: FindingFacts(record.finding).question,
            max: Self.lookAlikeFindings + 1
        )
        let positions = try await store.responses(
            toIssuer: record.finding.issuer,
            reference: record.finding.reference,
            max: Self.positionsShown
        )
        return FindingDetail(
            record: record,
            steps: try await store.caseSteps(of: number),
            coveredBy: try await coverage(of: [record.finding], .thorough)[0],
            similar: Array(similar.filter { $0.number != number }.prefix(Self.lookAlikeFindings)),
            positions: try await inFull(positions)
        )
    }

    private static let lookAlikeFindings = 10
    private static let positionsShown = 100

    /// Findings that are the same as a lesson, or probably are: whoever drafts it learns that it is known here.
    func findings(like lesson: LessonFacts) async throws -> [SimilarFinding] {
        try await store.similarFindings(to: SimilarityQuestion(lesson), max: Self.lookAlikeFindings).filter {
            $0.likeness.kind == .sameSource || $0.likeness.isProbablySame
        }
    }

    /// The draft of a lesson out of a finding, for people to check, attest and publish.
    ///
    /// It names the lessons that rest on the same source, and others where a person has said how they relate.
    ///
    /// - Throws: ``LessonExchangeError`` with `statement.erased` where its words were erased.
    package func draft(ofFinding number: Int64) async throws -> [UInt8] {
        let record = try await record(of: number)
        let finding = record.finding
        guard !finding.draft.isEmpty, let lesson = (try? GateContext.lessons(in: finding.draft))?.first else {
            throw LessonExchangeError("statement.erased", "finding \(number)")
        }
        var tree = JSONTree(lesson)
        let state = record.state
        if !state.themes.isEmpty { tree["contributoryThemes"] = .array(state.themes.map { .string($0) }) }
        if !state.serviceLines.isEmpty { tree["serviceLine"] = .array(state.serviceLines.map { .string($0) }) }
        let isClassified = !state.themes.isEmpty || !state.serviceLines.isEmpty
        let links = tree["sameIssueAs"]?.elements ?? []
        let named = Set(links.compactMap { $0["lesson"]?["lessonId"]?.string })
        let more = try await relations(of: finding).filter { !named.contains($0.lessonID) }.map { relation in
            JSONTree.object(of: [
                "lesson": .object(of: [
                    "lessonId": .string(relation.lessonID), "version": .integer(relation.version),
                ]),
                "relation": .string(relation.relation),
            ])
        }
        guard !more.isEmpty, links.count < Self.linksInLesson else {
            return isClassified ? tree.prettyBytes : finding.draft
        }
        tree["sameIssueAs"] = .array(Array((links + more).prefix(Self.linksInLesson)))
        return tree.prettyBytes
    }

    /// Items of `sameIssueAs` in lesson.schema.json.
    static let linksInLesson = 20

    /// Lessons of the same source, and those that a person has linked; what a person said of one counts for more.
    private func relations(
        of finding: ExternalFinding
    ) async throws -> [(lessonID: String, version: Int, relation: String)] {
        var decided: [String: DuplicateDecision] = [:]
        for decision in try await store.decisions(about: Digest(of: finding.draft).description) {
            decided[decision.lessonID] = decision
        }
        var relations: [(lessonID: String, version: Int, relation: String)] = []
        for lesson in try await coverage(of: [finding], .thorough)[0]
        where lesson.draft == nil && lesson.kind == .sameSource && decided[lesson.lessonID] == nil {
            relations.append((lesson.lessonID, lesson.version, "same-source"))
        }
        relations += decided.values.filter(\.isLink).sorted { $0.lessonID < $1.lessonID }.map {
            ($0.lessonID, $0.version, $0.relation)
        }
        return relations
    }
}
