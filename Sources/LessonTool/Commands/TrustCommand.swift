import ArgumentParser
import CommandSupport
import LessonExchange
import Signatures
import StrictJSON

struct TrustCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        _superCommandName: "lesson",
        abstract: "Keep the federation's trust file: roots, members, what each may sign with.",
        discussion: "Example: lesson trust add federation.json --root ca/root.pem",
        subcommands: [Add.self, Remove.self, Show.self, Check.self]
    )

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Add a federation root, or a member and what it signs with. A new file is made if there is none.",
            discussion: """
                Example: lesson trust add federation.json --member reg:demo-northmere --name "Northmere Trust" \
                --certificate keys/seal.pem
                """
        )

        @Argument(help: "The trust file.", completion: .file())
        var file: String

        @Option(name: .long, help: "Federation root, PEM.", completion: .file())
        var root: String?

        @Option(name: .long, help: "Organisation id of a member.")
        var member: String?

        @Option(name: .long, help: "The member's name.")
        var name: String?

        @Option(name: .long, help: "publisher, external-body or authority; may be given several times.")
        var role: [String] = []

        @Option(name: .long, help: "For an authority: an organisation whose lessons it may withdraw. Several times.")
        var scope: [String] = []

        @Option(name: .long, help: "Seal certificate or chain that the member signs with, PEM.", completion: .file())
        var certificate: String?

        @Flag(name: .long, help: "Anchor the key instead of the certificate, so that renewal keeps it.")
        var byKey = false

        @Option(name: .long, help: "Key of the member's log, as lesson-gateway init writes it into log.pub.")
        var logKey: String?

        @Option(name: .long, help: "Kinds that it may sign, with commas.")
        var kinds = "bundle,withdrawal,response,status-list"

        @Option(name: .long, help: "From when (YYYY-MM-DDThh:mm:ssZ); default: the certificate's beginning.")
        var from: Timestamp?

        func validate() throws {
            guard (root == nil) != (member == nil) else { throw ValidationError("Give --root FILE or --member ID.") }
            guard member == nil || certificate != nil || logKey != nil else {
                throw ValidationError("A member needs --certificate FILE.")
            }
            guard logKey == nil || member != nil else { throw ValidationError("--log-key goes with --member ID.") }
            guard scope.isEmpty || role.contains("authority") else {
                throw ValidationError("--scope goes with --role authority.")
            }
        }

        func run() throws {
            var editor = try TrustFileEditor(file)
            if let root {
                try editor.addRoot(try KeyFiles.chain(root)[0], at: root)
            } else if let member, let certificate {
                let leaf = try KeyFiles.chain(certificate)[0]
                try editor.addMember(
                    .init(id: member, name: name, roles: role, scope: scope, leaf: leaf, byKey: byKey),
                    kinds: kinds.split(separator: ",").map(String.init),
                    from: from ?? leaf.notBefore
                )
            }
            if let member, let logKey { try editor.setLogKey(logKey, of: member) }
            try editor.save()
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract:
                "End what a member signs with, or revoke a key. Nothing is deleted, so old files stay explainable.",
            discussion: """
                Example: lesson trust remove federation.json --member reg:demo-northmere --revoke keys/seal.pem \
                --reason "laptop lost"
                """
        )

        @Argument(help: "The trust file.", completion: .file())
        var file: String

        @Option(name: .long, help: "Organisation id of the member.")
        var member: String

        @Option(
            name: .long,
            help: "Revoke this certificate of the member and its key; without it, all the member's anchors end.",
            completion: .file()
        )
        var revoke: String?

        @Option(name: .long, help: "Why, in a few words without names.")
        var reason: String = "ended by the federation"

        @Option(name: .long, help: "When (YYYY-MM-DDThh:mm:ssZ); default: now.")
        var at: Timestamp?

        func run() throws {
            var editor = try TrustFileEditor(file)
            if let revoke {
                try editor.revoke(try KeyFiles.chain(revoke)[0], of: member, at: at ?? Clock.now, reason: reason)
            } else {
                try editor.end(member, at: at ?? Clock.now)
            }
            try editor.save()
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show who is a member and what each may sign.",
            discussion: "Example: lesson trust show federation.json"
        )

        @Argument(help: "The trust file.", completion: .file())
        var file: String

        func run() throws {
            let trust = try TrustFile.read(file)
            var text = "version \(trust.version)\n"
            for root in trust.roots {
                let subject = TerminalOutput.line(root.subject)
                text += "root     \(subject), until \(root.notAfter), \(root.thumbprint.thumbprint)\n"
            }
            for member in trust.members { text += Self.text(member) }
            TerminalOutput.write(text)
        }

        private static func text(_ member: TrustFile.Member) -> String {
            let roles = member.roles.map(\.name).joined(separator: ", ")
            var text = "member   \(TerminalOutput.line("\(member.id)  \(member.name)  [\(roles)]"))\n"
            for anchor in member.anchors {
                let until = anchor.to.map { " until \($0)" } ?? ""
                text += "  signs  \(anchor.kinds.map(\.rawValue).joined(separator: ", ")) from \(anchor.from)\(until)\n"
            }
            for revocation in member.revocations {
                text += "  revoked since \(revocation.invalidAfter): \(Self.text(revocation.match))\n"
            }
            return text
        }

        private static func text(_ match: TrustFile.Match) -> String {
            switch match {
            case .certificate(let digest): "certificate \(digest.thumbprint)"
            case .key(let digest): "key \(digest.thumbprint)"
            case .issuer(let digest): "issuer \(digest.thumbprint)"
            }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Check a trust file: schema, roots, members; warn about what ends soon.",
            discussion: "Example: lesson trust check federation.json"
        )

        @Argument(help: "The trust file.", completion: .file())
        var file: String

        func run() throws {
            let trust = try TrustFile.read(file)
            for (position, root) in trust.roots.enumerated() where !root.isSelfIssued {
                throw LessonExchangeError(
                    "trust.invalid",
                    "not a root: somebody else issued the certificate",
                    at: TrustFile.place("/federationRoots/\(position)/certificate", in: file)
                )
            }
            let now = Clock.now
            for root in trust.roots where root.notAfter < now.adding(seconds: Self.soonSeconds) {
                TerminalOutput.writeError("warning: a federation root ends \(root.notAfter)\n")
            }
            for member in trust.members where !member.anchors.contains(where: { $0.holds(at: now) }) {
                TerminalOutput.writeError("warning: \(TerminalOutput.line(member.id)) has nothing to sign with now\n")
            }
            let counts = "\(trust.roots.count) roots, \(trust.members.count) members"
            TerminalOutput.write("\(TerminalOutput.line(file)): version \(trust.version), \(counts), well formed\n")
        }

        /// A year: renewing a root takes that long in a federation.
        private static let soonSeconds: Int64 = 365 * 86_400
    }
}
