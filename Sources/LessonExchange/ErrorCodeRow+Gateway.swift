extension ErrorCodeRow {
    /// Codes of the gateway.
    static let gatewayRows = [
        ErrorCodeRow(
            "trust.version-used",
            .usage,
            "Another trust file with the same version is in use.",
            "Give the changed file a higher version: two files with one version cannot be told apart."
        ),
        ErrorCodeRow(
            "trust.older",
            .usage,
            "The trust file is older than the one in use.",
            "Take the federation's newest trust file; an older one is never taken back into use."
        ),
        ErrorCodeRow(
            "publish.look-alike",
            .policyNotMet,
            "A lesson that is here already is probably the same.",
            "Read it; then say how they relate with --same-as LESSON=RELATION, or publish with --anyway."
        ),
        ErrorCodeRow(
            "publish.own-signature",
            .usage,
            "What was signed here would be refused by partners.",
            "Compare the seal certificate with the trust file: member, anchor, kinds, dates."
        ),
        ErrorCodeRow(
            "publish.refused",
            .policyNotMet,
            "The draft cannot be published as it is.",
            "Mend what is listed, have it attested again, and publish then."
        ),
        ErrorCodeRow(
            "log.checkpoint-malformed",
            .malformed,
            "The checkpoint does not have its form.",
            "Ask the log's owner for it again."
        ),
        ErrorCodeRow(
            "log.checkpoint-signature",
            .failed,
            "The checkpoint is not signed by the log's key.",
            "Compare the log key in the trust file with the one that the partner names by telephone."
        ),
        ErrorCodeRow(
            "log.epoch-unexpected",
            .failed,
            "The partner shows a log of another epoch than the one that was read.",
            "Telephone the partner; nothing is read from it until then."
        ),
        ErrorCodeRow(
            "log.epoch-lost",
            .failed,
            "The partner began a new log and no longer knows entries of the old one that were read here.",
            "Telephone the partner: it asks for what it lost by itself; both states are kept as evidence."
        ),
        ErrorCodeRow(
            "log.rewound",
            .failed,
            "The partner's log is shorter than it was.",
            "Telephone the partner; both states are kept as evidence."
        ),
        ErrorCodeRow(
            "log.split-view",
            .failed,
            "Others were shown another log of that organisation than we were.",
            "Telephone the organisation and the partner that saw the other one; both states are kept as evidence."
        ),
        ErrorCodeRow(
            "log.tiles-inconsistent",
            .failed,
            "The partner's tiles do not give the state that it signed.",
            "They are asked for again; if it stays so, telephone the partner."
        ),
        ErrorCodeRow(
            "log.list-malformed",
            .failed,
            "The partner's list of statements does not have its form or its signature.",
            "It is asked for again; if it stays so, telephone the partner."
        ),
        ErrorCodeRow(
            "log.tile-malformed",
            .failed,
            "A tile of the partner's log does not have its form.",
            "It is asked for again; if it stays so, telephone the partner."
        ),
        ErrorCodeRow(
            "log.not-found",
            .indeterminate,
            "The partner does not have a part of its own log.",
            "It is asked for again; if it stays so, telephone the partner."
        ),
        ErrorCodeRow(
            "log.entry-mismatch",
            .failed,
            "The bytes are not those that the partner's log names at that position.",
            "They are asked for again; if it stays so, telephone the partner or take a fresh copy of the folder."
        ),
        ErrorCodeRow(
            "log.store-behind",
            .failed,
            "The store is behind a state of the log that was shown to partners before.",
            "Do not start it: lesson-gateway restore takes it up; see docs/how-to/back-up-and-restore.md."
        ),
        ErrorCodeRow(
            "statement.withheld",
            .failed,
            "The partner lists a statement and does not give it.",
            "Telephone the partner; nothing behind it is read until then."
        ),
        ErrorCodeRow(
            "statement.dismissed",
            .policyNotMet,
            "Somebody here looked at it and dropped it.",
            "Ask that organisation; lesson-gateway inbox says why it was held."
        ),
        ErrorCodeRow(
            "hold.legal",
            .policyNotMet,
            "A legal hold keeps the bytes from erasure.",
            "Ask that organisation when the hold ends; the lesson is hidden there."
        ),
        ErrorCodeRow(
            "receipt.other-log",
            .failed,
            "A partner's receipt is about another state of this log than the one that is kept.",
            "Telephone the partner: somebody may have shown it another log in your name."
        ),
        ErrorCodeRow(
            "statement.not-addressed",
            .failed,
            "The statement is for others.",
            "Nothing is to be done here; the partner sees it in the receipt."
        ),
        ErrorCodeRow(
            "statement.not-found",
            .usage,
            "There is no such statement for you.",
            "Check the digest."
        ),
        ErrorCodeRow(
            "statement.erased",
            .withdrawn,
            "The bytes were erased after a withdrawal.",
            "Remove your own copies, as the withdrawal asks."
        ),
        ErrorCodeRow(
            "lesson.conflict",
            .policyNotMet,
            "The same lesson and version came before with another content.",
            "It is set aside; ask the publisher which of the two holds."
        ),
        ErrorCodeRow(
            "lesson.not-found",
            .usage,
            "There is no such lesson here.",
            "Search for it: lesson-gateway search WORDS."
        ),
        ErrorCodeRow(
            "lesson.not-ours",
            .usage,
            "Only its publisher, its successor or an authority over it may withdraw a lesson.",
            "Ask its publisher to withdraw it; hide it here meanwhile: lesson-gateway inbox --suppress LESSON."
        ),
        ErrorCodeRow(
            "lesson.version-used",
            .usage,
            "The lesson has that version already, or a later one.",
            "Give the draft the next version."
        ),
        ErrorCodeRow(
            "listen.refused",
            .usage,
            "An address cannot be listened on.",
            "Something else may listen there: change host or port of partners, local or operations in the configuration."
        ),
        ErrorCodeRow(
            "mirror.not-needed",
            .usage,
            "The gateway reads your log at your address, and takes no delivery of it.",
            "Stop delivering, or have the address taken out there: lesson-gateway partner add ORG --no-url."
        ),
        ErrorCodeRow(
            "partner.unreachable",
            .indeterminate,
            "The partner's gateway gave no usable answer.",
            "It is tried again; check its address and the network."
        ),
        ErrorCodeRow(
            "partner.unknown",
            .failed,
            "The organisation is no active partner here.",
            "Ask the operator; lesson-gateway partner list shows who is."
        ),
        ErrorCodeRow(
            "partner.not-active",
            .indeterminate,
            "The partner is suspended or removed here: only its withdrawals are taken in.",
            "What waits is taken in at a sync after lesson-gateway partner add."
        ),
        ErrorCodeRow(
            "recipient.unknown",
            .usage,
            "A recipient is no member of the federation.",
            "Check the organisation id, or take the federation's newest trust file into use: lesson-gateway trust FILE."
        ),
        ErrorCodeRow(
            "partner.impostor",
            .failed,
            "The other side's TLS certificate is not the partner's.",
            "Compare the partner's TLS key by telephone."
        ),
        ErrorCodeRow(
            "partner.duplicate",
            .usage,
            "The partner or the key is there already.",
            "lesson-gateway partner list shows it."
        ),
        ErrorCodeRow(
            "sync.overtaken",
            .indeterminate,
            "Another process read the same log meanwhile.",
            "Nothing is to be done: it went on."
        ),
        ErrorCodeRow(
            "store.unavailable",
            .usage,
            "The store cannot be read or written.",
            "Check the disk, its free space and the permissions; nothing was changed."
        ),
        ErrorCodeRow(
            "store.schema",
            .usage,
            "The store was made by an older or a newer program.",
            "Run lesson-gateway migrate with this program, or use the newer one."
        ),
        ErrorCodeRow(
            "store.damaged",
            .failed,
            "What is kept contradicts itself.",
            "Stop the gateway, keep a copy, and restore a backup."
        ),
        ErrorCodeRow(
            "store.missing",
            .usage,
            "There is no store yet.",
            "Run lesson-gateway migrate once."
        ),
        ErrorCodeRow(
            "store.in-use",
            .usage,
            "Another process works with the data folder.",
            "Stop the gateway and every command of it, or wait until they have ended."
        ),
        ErrorCodeRow(
            "store.exists",
            .usage,
            "There is a store already.",
            "Move it away first, with its -wal and -shm files; it may hold what was erased."
        ),
        ErrorCodeRow(
            "restore.epoch-needed",
            .usage,
            "No checkpoint is kept, and nobody knows how many logs partners have seen since the backup.",
            "Put the newest checkpoint into the data folder, or ask partners by telephone and give --epoch."
        ),
        ErrorCodeRow(
            "restore.other-organisation",
            .usage,
            "The backup is of another organisation.",
            "Take a backup of your own, or give --config of the organisation that it is of."
        ),
        ErrorCodeRow(
            "epoch.pulling-back",
            .indeterminate,
            "After a restore not every partner has given back what we had issued.",
            "Wait for the next sync, or go on without a partner: lesson-gateway returned --without ORG."
        ),
        ErrorCodeRow(
            "configuration.invalid",
            .usage,
            "A setting is missing or cannot be used.",
            "See docs/reference/configuration.md."
        ),
        ErrorCodeRow(
            "request.malformed",
            .malformed,
            "The request does not have the form that the route asks for.",
            "See the OpenAPI document at /v1/openapi.json."
        ),
        ErrorCodeRow(
            "request.not-found",
            .usage,
            "There is no such route or thing.",
            "See the OpenAPI document at /v1/openapi.json."
        ),
        ErrorCodeRow(
            "request.too-many",
            .indeterminate,
            "Too many requests in a short time.",
            "Wait as long as Retry-After says."
        ),
        ErrorCodeRow(
            "request.repeated",
            .usage,
            "The same Idempotency-Key came before with another body.",
            "Take a new key for a new request."
        ),
        ErrorCodeRow(
            "token.missing",
            .usage,
            "The request carries no valid token.",
            "Ask the operator for one: lesson-gateway token create."
        ),
        ErrorCodeRow(
            "token.scope",
            .usage,
            "The token does not give that right.",
            "Ask the operator for a token with the scope that the problem names."
        ),
        ErrorCodeRow(
            "duty.separated",
            .policyNotMet,
            "The same person has taken another step for this lesson.",
            "Somebody else has to take this one."
        ),
        ErrorCodeRow(
            "duty.missing",
            .policyNotMet,
            "A step before this one has not been taken.",
            "Draft, ig-check and approve come before publish, each by another person."
        ),
        ErrorCodeRow(
            "pairing.malformed",
            .malformed,
            "The file is no invite, no answer to one and no rotation of a key.",
            "Ask the other side for the file as lesson-gateway wrote it."
        ),
        ErrorCodeRow(
            "pairing.signature",
            .failed,
            "The file was not signed by the seal key of the organisation that it names.",
            "Do not go on; telephone the organisation, under a number from a directory."
        ),
        ErrorCodeRow(
            "pairing.mismatch",
            .failed,
            "The file does not fit: it is for others, answers another invite, or says other than our trust file.",
            "Compare the trust files of both sides, take the newest, and begin again with a new invite."
        ),
        ErrorCodeRow(
            "pairing.expired",
            .policyNotMet,
            "The time of the file is over.",
            "Begin again with a new invite; an invite is good for 72 hours."
        ),
        ErrorCodeRow(
            "pairing.wrong-words",
            .failed,
            "The words are not those that the other side reads out.",
            "Have them read again, slowly; the third wrong try ends the pairing."
        ),
        ErrorCodeRow(
            "pairing.void",
            .failed,
            "Three wrong tries ended the pairing.",
            "Find out why the words differ before anybody sends a new invite; see docs/how-to/onboard-a-partner.md."
        ),
        ErrorCodeRow(
            "pairing.state",
            .policyNotMet,
            "The step does not come next in this pairing.",
            "lesson-gateway partner pairings shows how far it came."
        ),
        ErrorCodeRow(
            "pairing.unknown",
            .usage,
            "There is no pairing with that organisation.",
            "Begin with lesson-gateway partner invite, or accept an invite."
        ),
        ErrorCodeRow(
            "pairing.waiting",
            .indeterminate,
            "The partner's receipt has not come yet.",
            "Have both gateways running and run the rehearsal again; it goes on where it was."
        ),
        ErrorCodeRow(
            "pairing.rehearsal-refused",
            .failed,
            "The partner did not take the lesson of the rehearsal.",
            "Read the partner's lesson-gateway inbox with it, mend what it says, and rehearse again."
        ),
    ]
}
