extension AdversarialTests {
    /// Identifiers in brackets under disguises; ¶ is a line feed, ␍ a carriage return.
    static let table = ExampleTable(
        """
        homoglyphs
          Mr ⟦\u{422}\u{456}bbett⟧ fell.
          ⟦M\u{430}rlon Tibb\u{435}tt⟧ was seen by the doctor.
          Mrs ⟦\u{391}shgrove⟧ fell.
          The taxi went to ⟦\u{420}\u{415}99 4\u{425}\u{412}⟧ instead.
          Write to ⟦m.t\u{456}bbett@example.org⟧.
        mathematical letters
          Mr ⟦\u{1D413}\u{1D422}\u{1D41B}\u{1D41B}\u{1D41E}\u{1D42D}\u{1D42D}⟧ fell.
        zero-width
          Mr ⟦Tib\u{200B}bett⟧ fell.
          NHS number ⟦999\u{200B}312\u{200B}4575⟧ was copied.
          ⟦Mar\u{200D}lon Tib\u{2060}bett⟧ was seen by the doctor.
          Ring ⟦07700\u{200C}900417⟧ at noon.
          Write to ⟦m.tib\u{FEFF}bett@example.org⟧.
        soft hyphen
          Mr ⟦Tib\u{AD}bett⟧ fell.
          DOB ⟦14/\u{AD}02/1971⟧ was wrong.
          He lives at ⟦27 Thorn\u{AD}bury Cres\u{AD}cent⟧.
        NFD
          Then ⟦Sine\u{301}ad⟧ told staff she had not slept.
          Mrs ⟦Zoe\u{308} Mu\u{308}ller⟧ fell.
          Cafe\u{301} e\u{301} e\u{301}: Mr ⟦Tibbett⟧ fell.
        accents
          Mrs ⟦Zoë Müller⟧ fell.
          Mr ⟦Łukasz Żelazny⟧ fell.
        wide
          😀😀 Mr ⟦Tibbett⟧ fell.
        NBSP
          Mr\u{A0}⟦Tibbett⟧ fell.
          NHS\u{A0}number\u{A0}⟦999\u{A0}312\u{A0}4575⟧ was copied.
          Mr\u{2009}⟦Marlon\u{202F}Tibbett⟧ fell.
          The taxi went to ⟦PE99\u{A0}4XB⟧ instead.
        full width
          NHS number ⟦\u{FF19}\u{FF19}\u{FF19} \u{FF13}\u{FF11}\u{FF12} \u{FF14}\u{FF15}\u{FF17}\u{FF15}⟧ was copied.
          Mr ⟦\u{FF34}\u{FF49}\u{FF42}\u{FF42}\u{FF45}\u{FF54}\u{FF54}⟧ fell.
          Write to ⟦marlon\u{FF20}example\u{FF0E}org⟧.
          Ring ⟦\u{FF10}\u{FF17}\u{FF17}\u{FF10}\u{FF10} \u{FF19}\u{FF10}\u{FF10}\u{FF14}\u{FF11}\u{FF17}⟧ at noon.
        other digits
          NHS number ⟦\u{669}\u{669}\u{669} \u{663}\u{661}\u{662} \u{664}\u{665}\u{667}\u{665}⟧ was copied.
        split
          NHS number ⟦999 312¶4575⟧ was copied.
          Ring ⟦07700¶900417⟧ at noon.
          NHS number:¶⟦999 312 4575⟧
        spaced
          Staff saw ⟦M a r l o n⟧ fall.
          NHS number ⟦9 9 9 3 1 2 4 5 7 5⟧ was copied.
          Ring ⟦0 7 7 0 0 9 0 0 4 1 7⟧ at noon.
        spoken
          Her NHS number is ⟦nine nine nine three one two four five seven five⟧.
          Ring ⟦oh double seven double oh nine double oh four one seven⟧ at noon.
          Ring ⟦zero-seven-seven-zero-zero-nine-zero-zero-four-one-seven⟧ at noon.
          The number is ⟦four five six, one two three, seven eight nine nine⟧.
        entities
          Mr ⟦&#84;ibbett⟧ fell.
          Mr ⟦&#x54;&#x69;bbett⟧ fell.
          Mr&nbsp;⟦Tibbett⟧ fell.
          ⟦Marlon&nbsp;Tibbett⟧ was seen by the doctor.
          Write to ⟦marlon&#64;example.org⟧.
          Mr ⟦O&#39;Hanrahan⟧ fell.
          Mr ⟦O&apos;Hanrahan⟧ fell.
          NHS number ⟦999&nbsp;312&nbsp;4575⟧ was copied.
          Mr <b>⟦Tibbett⟧</b> fell.
        base64
          The field held ⟦UGVuZWxvcGUgQXNoZ3JvdmU=⟧ instead.
          The field held ⟦TXIgVGliYmV0dA==⟧ instead.
          The field held ⟦TWFybG9u⟧ instead.
        curly
          Mr ⟦O’Hanrahan⟧ fell.
          Known as “⟦Lenny⟧” to staff.
          ⟦Marlon⟧’s tablets were missing.
          It was ‘⟦Marlon⟧’ who fell.
          “⟦Marlon⟧ was upset”, she said.
        CRLF
          The first line.␍¶Mr ⟦Tibbett⟧ fell.␍¶The last line.
          NHS number ⟦999 312␍¶4575⟧ was copied.
          Name: ⟦Marlon Tibbett⟧␍¶DOB: ⟦14/02/1971⟧␍¶NHS number: ⟦999 312 4575⟧␍¶
        tabs
          Name\t⟦Marlon Tibbett⟧\tDOB\t⟦14/02/1971⟧
        quotes
          "⟦Marlon⟧" was written on the cup.
        brackets
          The patient (Mr ⟦Tibbett⟧) fell.
        markdown
          **Mr ⟦Tibbett⟧** fell, see _Mrs ⟦Ashgrove⟧_.
        slash
          Mr/Mrs ⟦Tibbett⟧ fell.
        dashes
          NHS number ⟦999—312—4575⟧ was copied.
          NHS number ⟦999\u{2011}312\u{2011}4575⟧ was copied.
        double space
          NHS  number  ⟦999  312  4575⟧ was copied.
        cyrillic
          Mr ⟦\u{418}\u{432}\u{430}\u{43D}\u{43E}\u{432}⟧ fell.
        bom
          \u{FEFF}Mr ⟦Tibbett⟧ fell.
        """
    )
}
