import Anonymisation
package import Findings
import LessonExchange
import Signatures
import StrictJSON

extension ExternalFinding {
    /// A stub with the words for which somebody read its document.
    package func reading(_ draft: [UInt8]) -> ExternalFinding {
        guard let lesson = (try? GateContext.lessons(in: draft))?.first else { return self }
        let facts = LessonFacts(lesson)
        var gateFindings: [String: Int] = [:]
        for finding in AnonymisationGate.findings(in: lesson) where finding.text.decision != .warn {
            gateFindings[finding.text.type.rawValue, default: 0] += 1
        }
        return changed(
            title: facts.title,
            themes: facts.themes,
            serviceLines: facts.serviceLines,
            recommendations: Self.recommendations(of: lesson),
            needsReading: false,
            draft: draft,
            gateFindings: gateFindings
        )
    }

    private static func recommendations(of lesson: JSONValue) -> [Recommendation] {
        (lesson["recommendations"]?.elements ?? []).compactMap { item in
            guard let id = item["id"]?.string, let modality = item["modality"]?.string, let text = item["text"]?.string
            else { return nil }
            return Recommendation(id: id, sourceRef: item["sourceRef"]?.string, modality: modality, text: text)
        }
    }

    /// What is left of it once its words are erased: whose it is, its reference, and what was asked of whom.
    package var blanked: ExternalFinding {
        changed(
            title: "",
            link: .some(nil),
            themes: themes,
            serviceLines: serviceLines,
            recommendations: recommendations.map {
                Recommendation(id: $0.id, sourceRef: $0.sourceRef, modality: $0.modality, text: "")
            },
            needsReading: needsReading,
            // A digest of few letters would tell them.
            columns: [:],
            draft: [],
            gateFindings: [:]
        )
    }

    /// The same with other recipients.
    package func naming(_ recipients: [Recipient]) -> ExternalFinding {
        changed(
            title: title,
            recipients: recipients,
            themes: themes,
            serviceLines: serviceLines,
            recommendations: recommendations,
            needsReading: needsReading,
            draft: draft,
            gateFindings: gateFindings
        )
    }

    /// The same for other classes of providers.
    package func classed(_ classes: [String]) -> ExternalFinding {
        changed(
            title: title,
            recipientClasses: classes,
            themes: themes,
            serviceLines: serviceLines,
            recommendations: recommendations,
            needsReading: needsReading,
            draft: draft,
            gateFindings: gateFindings
        )
    }

    /// The same with another date by which an answer is due.
    package func due(_ due: Due) -> ExternalFinding {
        changed(
            title: title,
            due: due,
            themes: themes,
            serviceLines: serviceLines,
            recommendations: recommendations,
            needsReading: needsReading,
            draft: draft,
            gateFindings: gateFindings
        )
    }

    /// The same about the themes and service lines that a person gave it, where one did.
    package func classified(by state: CaseState) -> ExternalFinding {
        changed(
            title: title,
            themes: state.themes.isEmpty ? themes : state.themes,
            serviceLines: state.serviceLines.isEmpty ? serviceLines : state.serviceLines,
            recommendations: recommendations,
            needsReading: needsReading,
            draft: draft,
            gateFindings: gateFindings
        )
    }

    /// The same finding with another title and other words of its recommendations.
    func retold(title: String, recommendations: [Recommendation]) -> ExternalFinding {
        changed(
            title: title,
            themes: themes,
            serviceLines: serviceLines,
            recommendations: recommendations,
            needsReading: needsReading,
            draft: draft,
            gateFindings: gateFindings
        )
    }

    private func changed(
        title: String,
        recipients: [Recipient]? = nil,
        recipientClasses: [String]? = nil,
        link: String?? = nil,
        due: Due? = nil,
        themes: [String],
        serviceLines: [String],
        recommendations: [Recommendation],
        needsReading: Bool,
        columns: [String: Digest]? = nil,
        draft: [UInt8],
        gateFindings: [String: Int]
    ) -> ExternalFinding {
        ExternalFinding(
            format: format,
            issuer: issuer,
            reference: reference,
            sourceType: sourceType,
            title: title,
            published: published,
            link: link ?? self.link,
            documentDigest: documentDigest,
            replyTo: replyTo,
            recipients: recipients ?? self.recipients,
            recipientClasses: recipientClasses ?? self.recipientClasses,
            due: due ?? self.due,
            themes: themes,
            serviceLines: serviceLines,
            recommendations: recommendations,
            needsReading: needsReading,
            key: key,
            content: content,
            columns: columns ?? self.columns,
            draft: draft,
            gateFindings: gateFindings
        )
    }
}
