extension PageTemplates {
    /// What every page of HTML begins with: no script and nothing from elsewhere, and a browser is told to keep to it.
    static let topHTML = """
        {{% CONTENT_TYPE:PAGE}}
        <!DOCTYPE html>
        <html lang="en-GB">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>{{title}} - {{organisation}}</title>
        <style>
        {{>style}}
        </style>
        </head>

        """
}
