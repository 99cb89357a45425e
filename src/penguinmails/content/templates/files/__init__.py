"""Templates as files, for editors and version control.

    cold-opener.html        a template: front matter, then its HTML
    cold-opener.txt         its plain text, where it is not made from the HTML
    breakup.txt             a template that is plain text only: front matter, then the text
    receipt.eta             a template in Eta: front matter, then its source
    snippets/signature.txt  {{ snippets.signature }}
    dictionaries/de.json    {{ dictionaries.de.WORD }}
    partials/layout.eta     include("layout"), layout("layout")

Front matter is lines `key: value` between two lines `---`, each value as it stands to the end of its line;
lines that begin with # say nothing. The keys are name, subject, preheader, category, language, description,
engine, folder, tags and revision, which names the draft the file was read from.
"""
