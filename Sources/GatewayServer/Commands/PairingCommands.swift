import ArgumentParser
import CommandSupport
import Gateway
import LessonExchange
import Signatures
import StrictJSON

extension PartnerCommand {
    struct Invite: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "invite",
            abstract: "Begin with a member of the trust file: writes a signed invite, good for 72 hours.",
            discussion: """
                Example: lesson-gateway partner invite reg:demo-southfell --url https://gateway.northmere.example:8443 \
                --out invite.json --person "Demonstration Operator"
                """
        )

        @Argument(help: "Organisation id; the trust file names it.")
        var id: String

        @Option(name: .long, help: "Where partners reach this gateway; none if it only delivers files.")
        var url: String?

        @Option(name: .long, help: "File to write.", completion: .file())
        var out: String

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func run() async throws {
            let folder = try await options.folder()
            let gateway = try await folder.open()
            let pairing = try await gateway.invite(
                id,
                from: try folder.ownAddress(url),
                by: person.actor("operator")
            ) { try FileAccess.write($0, to: out) }
            options.show(
                pairing.tree,
                """
                \(TerminalOutput.line(out)): invite for \(id), good until \(pairing.expires)
                Send it to \(id); it answers with a file for lesson-gateway partner accept.

                """
            )
        }
    }

    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "accept",
            abstract: "Take a file of a partner: an invite, the answer to yours, or a new TLS key.",
            discussion: """
                Example: lesson-gateway partner accept invite.json --url https://gateway.southfell.example:8443 \
                --out accept.json --person "Demonstration Operator"

                What the file is stands in it; --out and --url go with an invite. The telephone number for the words comes \
                from a directory, never from a file or a message.
                """
        )

        @Argument(help: "The file.", completion: .file())
        var file: String

        @Option(name: .long, help: "Where partners reach this gateway; none if it only delivers files.")
        var url: String?

        @Option(name: .long, help: "File to write for whoever invites.", completion: .file())
        var out: String?

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func run() async throws {
            let folder = try await options.folder()
            let gateway = try await folder.open()
            let bytes = try FileAccess.read(file, max: PairingFile.bytesMax)
            let actor = person.actor("operator")
            let pairing: Pairing
            switch try gateway.pairingFile(bytes) {
            case .rotation(let rotation):
                let partner = try await gateway.take(rotation, by: actor)
                let text = "\(partner.id): new key \(rotation.newKey), the old one until \(rotation.until)\n"
                return options.show(rotation.tree, text)
            case .invite(let terms):
                guard let out else {
                    throw LessonExchangeError("usage.invalid", "an invite is answered by a file", at: "--out")
                }
                pairing = try await gateway.accept(
                    invite: bytes,
                    terms,
                    from: try folder.ownAddress(url),
                    by: actor
                ) { try FileAccess.write($0, to: out) }
            case .accept(let terms, let invite):
                pairing = try await gateway.take(accept: bytes, terms, answering: invite, by: actor)
            }
            let answer = pairing.side == .accepting ? "\(out ?? ""): answer for \(pairing.partner)\n" : ""
            options.show(pairing.tree, TerminalOutput.lines(answer) + pairing.telephone)
        }
    }

    struct Confirm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "confirm",
            abstract: "Type the three words that the other side reads out; the third wrong try ends the pairing.",
            discussion: "Example: lesson-gateway partner confirm reg:demo-southfell walnut orchid kite"
        )

        @Argument(help: "Organisation id.")
        var id: String

        @Argument(help: "The three words, in their order; four letters of each are enough.")
        var words: [String]

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func validate() throws {
            guard words.count == 3 else { throw ValidationError("The other side reads three words.") }
        }

        func run() async throws {
            let gateway = try await options.folder().open()
            let pairing = try await gateway.confirm(id, words: words, by: person.actor("operator"))
            options.show(
                pairing.tree,
                "\(id): the words are right; a second person approves: lesson-gateway partner approve \(id)\n"
            )
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "approve",
            abstract: "Agree as a second person, who took no other step: the organisation is a partner from here on.",
            discussion: "Example: lesson-gateway partner approve reg:demo-southfell --person \"Demonstration Lead\""
        )

        @Argument(help: "Organisation id.")
        var id: String

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func run() async throws {
            let gateway = try await options.folder().open()
            let pairing = try await gateway.approve(id, by: person.actor("approver"))
            options.show(
                pairing.tree,
                "\(id): a partner; when both sides have approved: lesson-gateway partner rehearse \(id)\n"
            )
        }
    }

    struct Pairings: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pairings",
            abstract: "Show how far you came with whom, and the words to read out.",
            discussion: "Example: lesson-gateway partner pairings"
        )

        @OptionGroup var options: GatewayOptions

        func run() async throws {
            let pairings = try await options.folder().open().store.pairings()
            let text = pairings.map { pairing in
                "\(pairing.partner): \(pairing.state.rawValue)\n\(pairing.state == .accepted ? pairing.telephone : "")"
            }
            options.show(
                .object(of: ["pairings": .array(pairings.map(\.tree))]),
                text.isEmpty ? "no pairing yet\n" : text.joined()
            )
        }
    }
}

extension GatewayFolder {
    /// What partners are told of this gateway's connections.
    func ownAddress(_ url: String?) throws(LessonExchangeError) -> Gateway.OwnAddress {
        Gateway.OwnAddress(url: url, tlsKey: try KeyFiles.chain(settings.tls.certificate)[0].keyThumbprint)
    }
}

extension Pairing {
    /// The words to read out, and how to go on.
    var telephone: String {
        guard let code else { return "" }
        return """
            Telephone \(partner), under a number from a directory. Read out:  \(code.read(by: side).joined(separator: "  "))
            Then type what the other side reads: lesson-gateway partner confirm \(partner) WORD WORD WORD

            """
    }

    var tree: JSONTree {
        // The other half is never shown: it has to come by telephone.
        let words = state == .accepted ? code.map { $0.read(by: side).map { JSONTree.string($0) } } : nil
        return .object(of: [
            "partner": .string(partner), "side": .string(side.rawValue), "state": .string(state.rawValue),
            "expires": .string(expires.description), "wrongTries": .integer(wrongTries),
            "readOut": words.map { .array($0) }, "lesson": rehearsal.map { .string($0.lessonID) },
        ])
    }
}
