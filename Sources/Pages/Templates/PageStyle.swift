extension PageTemplates {
    /// How pages look, on a screen and on paper of size A4: colours of the NHS palette, fonts that are everywhere.
    static let pageStyle = """
        :root { color-scheme: light; }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 1.5rem; max-width: 75rem; font: 1rem/1.5 Arial, Helvetica, sans-serif;
          color: #212b32; background: #ffffff; }
        body.read { max-width: 46rem; }
        h1, h2 { color: #003087; line-height: 1.25; margin: 1.5rem 0 0.5rem; }
        h1 { font-size: 1.9rem; margin-top: 0.25rem; }
        h2 { font-size: 1.3rem; }
        p, ul, ol { margin: 0 0 0.75rem; }
        li { margin-bottom: 0.25rem; }
        .organisation { color: #005eb8; font-weight: bold; margin: 0; }
        .scope, .notes, .check { color: #4c6272; font-size: 0.9rem; }
        .notes, .check { border-top: 2px solid #005eb8; margin-top: 1.5rem; padding-top: 0.75rem; }
        .check h2 { font-size: 1rem; margin: 0 0 0.25rem; }
        .check dl { margin: 0 0 0.5rem; }
        .check dt { float: left; clear: left; font-weight: bold; margin-right: 0.5rem; }
        .check dd { margin: 0; }
        .number { font-family: "Courier New", Courier, monospace; font-weight: bold; color: #212b32; }
        .banner, .note { color: #212b32; background: #ffffff; padding: 0.75rem 1rem; margin: 1rem 0; }
        .banner { border: 4px solid #d5281b; font-weight: bold; }
        .note { border-left: 8px solid #005eb8; background: #f0f4f5; }
        .panels { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.5rem; }
        .wide { overflow-x: auto; }
        .wide:focus { outline: 3px solid #212b32; }
        table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
        th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.6rem 0.35rem 0; overflow-wrap: break-word;
          border-bottom: 1px solid #4c6272; }
        thead th { color: #003087; background: #f0f4f5; border-bottom: 2px solid #005eb8; }
        tbody th { font-weight: normal; }
        td.short, th.short { white-space: nowrap; }
        td.late { color: #d5281b; font-weight: bold; }
        .flyer { font-size: 1.9rem; }
        .flyer h1 { font-size: 3rem; }
        .flyer .check { font-size: 1rem; }
        @media (max-width: 40em) { .panels { grid-template-columns: 1fr; } }
        .report { page: report; }
        @page { size: A4; margin: 15mm; }
        @page report { size: A4 landscape; margin: 12mm; }
        @media print {
          body, body.read { max-width: none; padding: 0; font-size: 10.5pt; }
          body.flyer { font-size: 24pt; }
          .flyer .check { font-size: 11pt; }
          h1, h2 { break-after: avoid; }
          tr, li, .banner, .note, .check { break-inside: avoid; }
          thead { display: table-header-group; }
          .wide { overflow: visible; }
        }
        """
}
