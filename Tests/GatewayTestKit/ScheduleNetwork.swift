import ExchangeTestKit
import Foundation
import Gateway
import LessonExchange
import Logging
import Signatures
import StrictJSON

/// What all schedules share: organisations with two seals each, their trust files, and lessons of few words.
///
/// Minting keys and reading trust files takes longer than a schedule.
package struct ScheduleNetwork: Sendable {
    static let ids = ["reg:demo-northmere", "reg:demo-southfell", "reg:demo-eastholt", "reg:demo-riverside"]

    let network: VirtualNetwork
    /// The same organisations with the seals that they change to when the first is revoked.
    private let renewed: [VirtualOrganisation]
    /// The file before anything is revoked.
    let firstTrust: TrustFile

    package init() throws {
        let network = try VirtualNetwork(Self.ids)
        let renewed = try Self.ids.enumerated().map { place, id in
            try network.federation.organisation(id, serial: UInt8(60 + place))
        }
        self.network = network
        self.renewed = renewed
        firstTrust = try Self.trust(network, renewed, version: 1, revoking: nil)
    }

    /// The organisation with the seal that it uses now.
    func organisation(_ place: Int, isRenewed: Bool) -> VirtualOrganisation {
        isRenewed ? renewed[place] : network.organisations[place]
    }

    /// A file in which the first seal of a member counts for nothing from a moment on.
    func trust(revoking place: Int, after moment: Timestamp) throws -> TrustFile {
        try Self.trust(network, renewed, version: 2, revoking: (Self.ids[place], moment))
    }

    private static func trust(
        _ network: VirtualNetwork,
        _ renewed: [VirtualOrganisation],
        version: Int,
        revoking: (id: String, moment: Timestamp)?
    ) throws -> TrustFile {
        try network.trust(version: version) { id, member in
            guard let place = ids.firstIndex(of: id) else { return }
            let anchor = JSONTree.object(of: [
                "x5t#S256": .string(renewed[place].chain[0].thumbprint.thumbprint),
                "kinds": .array(StatementKind.allCases.map { .string($0.rawValue) }),
                "from": .string(VirtualFederation.begin.description),
            ])
            member["anchors"] = .array((member["anchors"]?.elements ?? []) + [anchor])
            guard let revoking, revoking.id == id else { return }
            let first = network.organisations[place].chain[0].thumbprint.thumbprint
            member["revoked"] = [
                .object(of: [
                    "x5t#S256": .string(first), "invalidAfter": .string(revoking.moment.description),
                    "reason": "a drill",
                ])
            ]
        }
    }

    func gateway(
        _ place: Int,
        in folder: URL,
        clock: TestClock,
        trust: TrustFile,
        isRenewed: Bool,
        logger: Logger?
    ) throws -> Gateway {
        try network.gateway(
            Self.ids[place],
            in: folder,
            clock: clock,
            trust: trust,
            sealed: organisation(place, isRenewed: isRenewed),
            logger: logger
        )
    }

    /// A lesson of few words, one of them its own: every reader's gate reads all of it.
    static func draft(_ number: Int, marker: PlantedWord) -> JSONTree {
        var draft = SampleDrafts.draft(number)
        draft["summary"] = nil
        draft["whatHappened"] = "The list is taken from the chart, not from memory."
        draft["whyItMattered"] = .string("The word \(marker.text) is only here.")
        draft["whatWeLearned"] = .array(Array((draft["whatWeLearned"]?.elements ?? []).prefix(1)))
        draft["recommendations"] = .array(Array((draft["recommendations"]?.elements ?? []).prefix(1)))
        return draft
    }
}
