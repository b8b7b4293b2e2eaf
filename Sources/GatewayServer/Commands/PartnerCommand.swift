import ArgumentParser
import CommandSupport
import Gateway
import LessonExchange
import Signatures
import StrictJSON
import TransparencyLog

struct PartnerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "partner",
        abstract: "Say with whom this gateway exchanges.",
        discussion: "Example: lesson-gateway partner list",
        subcommands: [
            Invite.self, Accept.self, Confirm.self, Approve.self, Rehearse.self, Pairings.self, Rotate.self, Add.self,
            List.self, Suspend.self, Remove.self,
        ]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Add a member of the trust file as a partner, change it, or take it up again.",
            discussion: """
                Example: lesson-gateway partner add reg:demo-southfell --url https://gateway.southfell.example:8443 \
                --tls-certificate southfell.pem

                Compare the key by telephone, under a number from a directory.
                """
        )

        @Argument(help: "Organisation id; the trust file names it.")
        var id: String

        @Option(name: .long, help: "Where its gateway is reached; none for one that only delivers files.")
        var url: String?

        @Flag(name: .customLong("no-url"), help: "It is reached at no address any more: it delivers files, or its log.")
        var noURL = false

        @Option(name: .long, help: "Its TLS certificate or chain, PEM; its key is pinned. Several times.")
        var tlsCertificate: [String] = []

        @Option(name: .long, help: "The pin itself: sha256: and SHA-256 of the key. Several times.")
        var tlsKey: [String] = []

        @Option(name: .long, help: "Its log's key, where the trust file does not name it.")
        var logKey: String?

        @Flag(
            inversion: .prefixedNo,
            help: "Deliver our log to its gateway, which cannot reach ours; given again, all of it anew."
        )
        var deliver: Bool?

        @Flag(name: .long, help: "Read on in its log, after somebody has looked at what stopped it.")
        var resume = false

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func run() async throws {
            let gateway = try await options.folder().open()
            var pins = try tlsKey.map { text throws(LessonExchangeError) in
                guard let pin = Digest(text) else {
                    throw LessonExchangeError("usage.invalid", "a pin is sha256: and 64 digits", at: "--tls-key")
                }
                return pin
            }
            for file in tlsCertificate { pins.append(try pin(file)) }
            let known = try? await gateway.partner(id)
            let partner = Partner(
                id: id,
                url: noURL ? nil : url ?? known?.url,
                state: .active,
                tlsKeys: pins.isEmpty ? known?.tlsKeys ?? [] : pins,
                logKey: logKey ?? known?.logKey,
                keyEnds: pins.isEmpty ? known?.keyEnds ?? [:] : [:],
                delivers: deliver ?? known?.delivers ?? false
            )
            try check(partner, gateway)
            try await gateway.change(partner, resumes: resume, by: person.actor("operator"))
            if deliver == true { try await gateway.store.commitDelivered(nil, to: id, at: gateway.clock()) }
            let pinned = partner.tlsKeys.map(\.description).joined(separator: ", ")
            let ways = pinned.isEmpty ? ", no TLS key: files only" : ", pinned \(pinned)"
            options.show(
                .object(of: ["id": .string(id), "state": "active"]),
                "\(id): active\(ways)\(partner.delivers ? ", our log is delivered to it" : "")\n"
            )
        }

        private func check(_ partner: Partner, _ gateway: Gateway) throws {
            if let url = partner.url, !url.hasPrefix("https://") {
                throw LessonExchangeError("usage.invalid", "an address begins with https://", at: "--url")
            }
            if partner.delivers, partner.url == nil {
                throw LessonExchangeError("usage.invalid", "it takes the address to deliver to", at: "--url")
            }
            if let logKey, VerifyingKey(logKey) == nil {
                throw LessonExchangeError("usage.invalid", "not a log key", at: "--log-key")
            }
            let origin = LogOrigin(organisation: id, epoch: 1)
            guard partner.logKey(for: origin, trust: gateway.trust.current) != nil else {
                throw LessonExchangeError("usage.invalid", "neither the trust file nor --log-key names its log's key")
            }
        }

        /// A pin of another organisation's key would refuse the partner at its first call.
        private func pin(_ file: String) throws(LessonExchangeError) -> Digest {
            let leaf = try KeyFiles.chain(file)[0]
            guard leaf.organisationID.map({ $0.utf8.elementsEqual(id.utf8) }) ?? false else {
                throw LessonExchangeError("usage.invalid", "the certificate does not name \(id)", at: file)
            }
            return leaf.keyThumbprint
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Show partners, and how far their logs were read.",
            discussion: "Example: lesson-gateway partner list --json"
        )

        @OptionGroup var options: GatewayOptions

        func run() async throws {
            let gateway = try await options.folder().open()
            let feeds = try await gateway.store.feeds()
            var text = ""
            for partner in try await gateway.store.partners() {
                let feed = feeds.first { $0.partner == partner.id }
                let read = feed.map { "read \($0.position) of \($0.checkpoint?.size ?? 0)" } ?? "not read yet"
                let stopped = feed?.stopped.map { "  STOPPED: \($0)" } ?? ""
                text += "\(partner.id)  \(partner.state.rawValue)  \(partner.url ?? "files only")  \(read)\(stopped)\n"
            }
            options.show(
                .object(of: ["partners": .array(try await gateway.partnerTrees())]),
                text.isEmpty ? "no partner yet\n" : text
            )
        }
    }

    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "suspend",
            abstract: "Stop the exchange with a partner at once; partner add takes it up again.",
            discussion: "Example: lesson-gateway partner suspend reg:demo-southfell"
        )

        @Argument(help: "Organisation id.")
        var id: String

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func run() async throws { try await PartnerCommand.set(id, .suspended, options, person) }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: "End the exchange with a partner; what came from it stays.",
            discussion: "Example: lesson-gateway partner remove reg:demo-southfell"
        )

        @Argument(help: "Organisation id.")
        var id: String

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func run() async throws { try await PartnerCommand.set(id, .removed, options, person) }
    }

    private static func set(
        _ id: String,
        _ state: Partner.State,
        _ options: GatewayOptions,
        _ person: PersonOption
    ) async throws {
        let gateway = try await options.folder().open()
        var partner = try await gateway.partner(id)
        partner.state = state
        try await gateway.change(partner, by: person.actor("operator"))
        options.show(
            .object(of: ["id": .string(id), "state": .string(state.rawValue)]),
            "\(id): \(state.rawValue)\n"
        )
    }
}

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Give people and systems of yours rights at the local API.",
        discussion: "Example: lesson-gateway token list",
        subcommands: [Create.self, List.self, Revoke.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Make a token; it is shown once, only its hash is kept.",
            discussion: "Example: lesson-gateway token create --for \"A. Author\" --scope read --scope draft"
        )

        @Option(name: .customLong("for"), help: "Person or system that will hold it.")
        var holder: String

        @Option(name: .long, help: "read, draft, triage, ig-check, approve, publish or operate. Several times.")
        var scope: [String]

        @Option(name: .long, help: "Days that it is valid.")
        var days = 90

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func validate() throws {
            guard holder.contains(where: { $0.isLetter }) else { throw ValidationError("--for takes a name.") }
            guard (1...366).contains(days) else { throw ValidationError("--days takes 1 to 366.") }
            guard scope.allSatisfy({ Scope(rawValue: $0) != nil }) else {
                throw ValidationError("--scope is one of \(Scope.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
        }

        func run() async throws {
            let gateway = try await options.folder().open()
            let holder = try await gateway.holder(named: self.holder)
            // 32 random bytes cannot be guessed, so a plain hash keeps them as safe as a slow one.
            let secret = "lxg_" + Base64.url.encode(systemRandom(32))
            let now = gateway.clock()
            let token = APIToken(
                hash: Digest(of: Array(secret.utf8)),
                person: holder,
                scopes: scope.compactMap { Scope(rawValue: $0) },
                created: now,
                expires: now.adding(seconds: Int64(days) * 86_400)
            )
            try await gateway.store.commitToken(
                token,
                audit: gateway.audit(person.actor("operator"), "token.create \(scope.joined(separator: " "))", holder)
            )
            options.show(
                .object(of: [
                    "token": .string(secret), "id": .string(token.id), "expires": .string(token.expires.description),
                ]),
                "\(secret)\n"
            )
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Show who holds which rights.",
            discussion: "Example: lesson-gateway token list"
        )

        @OptionGroup var options: GatewayOptions

        func run() async throws {
            let gateway = try await options.folder().open()
            let tokens = try await gateway.store.tokens()
            var text = ""
            for token in tokens {
                let scopes = token.scopes.map(\.rawValue).joined(separator: ", ")
                let state = token.isRevoked ? "revoked" : "until \(token.expires)"
                text += "\(token.id)  \(TerminalOutput.line(token.person))  \(scopes)  \(state)\n"
            }
            let trees = tokens.map { token in
                JSONTree.object(of: [
                    "id": .string(token.id), "person": .string(token.person),
                    "scopes": .array(token.scopes.map { .string($0.rawValue) }),
                    "expires": .string(token.expires.description), "revoked": .boolean(token.isRevoked),
                ])
            }
            options.show(.object(of: ["tokens": .array(trees)]), text.isEmpty ? "no token yet\n" : text)
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "revoke",
            abstract: "End a token at once.",
            discussion: "Example: lesson-gateway token revoke 3f2a91c0"
        )

        @Argument(help: "Its id, as token list shows it.")
        var id: String

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func run() async throws {
            let gateway = try await options.folder().open()
            guard var token = try await gateway.store.tokens().first(where: { $0.id == id }) else {
                throw LessonExchangeError("token.missing", "no token has that id", at: id)
            }
            token.isRevoked = true
            try await gateway.store.commitToken(
                token,
                audit: gateway.audit(person.actor("operator"), "token.revoke", token.person)
            )
            options.show(.object(of: ["id": .string(id), "revoked": .boolean(true)]), "\(id): revoked\n")
        }
    }
}

extension APIToken {
    /// The beginning of its hash: enough to name it, no help to guess it.
    var id: String { String(hash.hex.prefix(12)) }
}
