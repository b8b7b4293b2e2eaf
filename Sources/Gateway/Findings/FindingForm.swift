package import Findings
import Signatures
package import StrictJSON

/// A finding as JSON, without its draft: the form in which a store keeps it.
///
/// Reads only what it would write.
package enum FindingForm {
    package static func bytes(of finding: ExternalFinding) -> [UInt8] {
        var members = FindingForm.members(of: finding)
        members += [
            .init("key", .string(finding.key.description)), .init("content", .string(finding.content.description)),
            .init(
                "columns",
                .object(finding.columns.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value.description)) })
            ),
        ]
        return JSONTree.object(members).compactBytes
    }

    /// What people are shown of it, and what a store keeps.
    package static func members(of finding: ExternalFinding) -> [JSONTree.Member] {
        let tree = JSONTree.object(of: [
            "format": .string(finding.format.rawValue), "issuer": .string(finding.issuer),
            "reference": .string(finding.reference), "sourceType": .string(finding.sourceType),
            "title": .string(finding.title), "published": finding.published.map { .string($0) },
            "link": finding.link.map { .string($0) },
            "documentDigest": finding.documentDigest.map { .string($0.description) },
            "replyTo": finding.replyTo.map { .string($0) }, "recipients": .array(finding.recipients.map(tree)),
            "recipientClasses": strings(finding.recipientClasses), "sourceDue": finding.due.map(tree),
            "themes": strings(finding.themes), "serviceLines": strings(finding.serviceLines),
            "recommendations": .array(finding.recommendations.map(tree)),
            "needsReading": .boolean(finding.needsReading),
            "gateFindings": .object(
                finding.gateFindings.sorted { $0.key < $1.key }.map { .init($0.key, .integer($0.value)) }
            ),
        ])
        guard case .object(let members) = tree else { return [] }
        return members
    }

    private static func strings(_ texts: [String]) -> JSONTree { .array(texts.map { .string($0) }) }

    private static func tree(_ recipient: ExternalFinding.Recipient) -> JSONTree {
        .object(of: [
            "organisation": recipient.organisation.map { .string($0) }, "place": .integer(recipient.place),
        ])
    }

    private static func tree(_ due: ExternalFinding.Due) -> JSONTree {
        .object(of: [
            "date": .string(due.date), "basis": .string(due.basis.rawValue),
            "differsByDays": due.differsByDays.map { .integer($0) },
        ])
    }

    private static func tree(_ recommendation: ExternalFinding.Recommendation) -> JSONTree {
        .object(of: [
            "id": .string(recommendation.id), "sourceRef": recommendation.sourceRef.map { .string($0) },
            "modality": .string(recommendation.modality), "text": .string(recommendation.text),
        ])
    }

    /// Reads what ``bytes(of:)`` wrote; nil for anything else.
    ///
    /// `isChecking`: also that not a byte of it is another.
    package static func finding(
        _ bytes: [UInt8],
        draft: [UInt8],
        isChecking: Bool = false
    ) -> ExternalFinding? {
        guard let root = (try? JSONDocument(parsing: bytes))?.root, let finding = finding(root, draft) else {
            return nil
        }
        return !isChecking || FindingForm.bytes(of: finding) == bytes ? finding : nil
    }

    private static func finding(_ root: JSONValue, _ draft: [UInt8]) -> ExternalFinding? {
        guard let format = root["format"]?.string.flatMap({ FindingFormat(rawValue: $0) }),
            let issuer = root["issuer"]?.string, let reference = root["reference"]?.string,
            let sourceType = root["sourceType"]?.string, let title = root["title"]?.string,
            let needsReading = root["needsReading"]?.boolean, let key = digest(root["key"]),
            let content = digest(root["content"])
        else { return nil }
        return ExternalFinding(
            format: format,
            issuer: issuer,
            reference: reference,
            sourceType: sourceType,
            title: title,
            published: root["published"]?.string,
            link: root["link"]?.string,
            documentDigest: digest(root["documentDigest"]),
            replyTo: root["replyTo"]?.string,
            recipients: (root["recipients"]?.elements ?? []).map {
                ExternalFinding.Recipient(organisation: $0["organisation"]?.string, place: $0["place"]?.integer ?? 0)
            },
            recipientClasses: strings(root["recipientClasses"]),
            due: root["sourceDue"].flatMap { due($0) },
            themes: strings(root["themes"]),
            serviceLines: strings(root["serviceLines"]),
            recommendations: (root["recommendations"]?.elements ?? []).compactMap { recommendation($0) },
            needsReading: needsReading,
            key: key,
            content: content,
            columns: Dictionary(
                (root["columns"]?.members ?? []).compactMap { member in
                    digest(member.value).map { (member.name.string ?? "", $0) }
                }
            ) { first, _ in first },
            draft: draft,
            gateFindings: Dictionary(
                (root["gateFindings"]?.members ?? []).map { ($0.name.string ?? "", $0.value.integer ?? 0) }
            ) { first, _ in first }
        )
    }

    private static func digest(_ value: JSONValue?) -> Digest? { value?.string.flatMap { Digest($0) } }

    private static func strings(_ value: JSONValue?) -> [String] { (value?.elements ?? []).compactMap(\.string) }

    private static func due(_ value: JSONValue) -> ExternalFinding.Due? {
        guard let date = value["date"]?.string,
            let basis = value["basis"]?.string.flatMap({ ExternalFinding.Due.Basis(rawValue: $0) })
        else { return nil }
        return ExternalFinding.Due(date: date, basis: basis, differsByDays: value["differsByDays"]?.integer)
    }

    private static func recommendation(_ value: JSONValue) -> ExternalFinding.Recommendation? {
        guard let id = value["id"]?.string, let modality = value["modality"]?.string, let text = value["text"]?.string
        else { return nil }
        return ExternalFinding.Recommendation(
            id: id,
            sourceRef: value["sourceRef"]?.string,
            modality: modality,
            text: text
        )
    }
}
