"""What can go wrong with templates. Every code is stable."""

from penguinmails.kernel.errors import PenguinError


class TemplatesError(PenguinError):
    """Something about a template went wrong."""

    code = "templates_error"


class TemplateUnknown(TemplatesError):
    """There is no template {template}."""

    code, status = "template_unknown", 404
    hint = "`penguinmails template list --tenant TENANT` shows them; `--deleted` the deleted ones."


class TemplateAmbiguous(TemplatesError):
    """{count} templates are called {template}, each in another company."""

    code, status = "template_ambiguous", 409
    hint = "Give the id, which `penguinmails template list --json` shows."


class TemplateNameTaken(TemplatesError):
    """A template is called {name} already."""

    code, status = "template_name_taken", 409
    hint = "Choose another name, or rename or delete the other template first."


class TemplateInvalid(TemplatesError):
    """The {what} of the template cannot be used: {reason}."""

    code, status = "template_invalid", 422
    hint = "Change it and try again; nothing was saved."


class TemplateChanged(TemplatesError):
    """Somebody changed the template {name} at {updated:%Y-%m-%d %H:%M:%S} UTC, after you read it.

    `yours` is the revision the change was made from, `theirs` the one that stands now.
    """

    code, status = "template_changed", 409
    hint = "Nothing was saved. Read revision {theirs} (yours began at {yours}) and put your change on it."


class EngineFixed(TemplatesError):
    """The template {name} is written for {engine}, and its engine cannot be changed."""

    code, status = "engine_fixed", 409
    hint = "Make a new template with the other engine."


class NeverPublished(TemplatesError):
    """The template {name} was never published."""

    code, status = "never_published", 409
    hint = "`penguinmails template publish NAME --tenant TENANT` makes its first version."


class VersionUnknown(TemplatesError):
    """The template {template} has no version {version}."""

    code, status = "version_unknown", 404
    hint = "`penguinmails template versions NAME --tenant TENANT` lists them."


class PieceUnknown(TemplatesError):
    """There is no {kind} {key}."""

    code, status = "piece_unknown", 404
    hint = "`penguinmails template {kind} list --tenant TENANT` shows what is there."


class PieceMissing(TemplatesError):
    """The template {name} uses {missing}, and there is no such thing."""

    code, status = "piece_missing", 422
    hint = "`penguinmails template snippet set`, `dictionary set` and `partial set` make such things."


class PieceInvalid(TemplatesError):
    """The {kind} {key} cannot be used: {reason}."""

    code, status = "piece_invalid", 422
    hint = "Change it and try again; nothing was saved."


class FolderUnknown(TemplatesError):
    """There is no folder {folder}."""

    code, status = "folder_unknown", 404
    hint = "`penguinmails template folder list --tenant TENANT` shows them; a path is written Sales/Spring."


class FolderNameTaken(TemplatesError):
    """There is a folder {name} in that place already."""

    code, status = "folder_name_taken", 409
    hint = "Choose another name or another place."


class FolderNameInvalid(TemplatesError):
    """The folder name {name} holds a /."""

    code, status = "folder_name_invalid", 422
    hint = "The / stands between a folder and the one in it; `template folder move` puts one into another."


class FolderInItself(TemplatesError):
    """The folder {name} cannot lie in itself or in a folder inside it."""

    code, status = "folder_in_itself", 409
    hint = "Choose a place outside of it."


class FolderElsewhere(TemplatesError):
    """The folder {name} belongs to another company than what should lie in it."""

    code, status = "folder_elsewhere", 409
    hint = "Choose a folder of the same company, or one that belongs to all."


class FolderNotEmpty(TemplatesError):
    """The folder {name} holds {templates} templates and {folders} folders."""

    code, status = "folder_not_empty", 409
    hint = "Empty it first, or delete it with `--recursive`: its templates then move to the folder above."


class TagUnknown(TemplatesError):
    """There is no tag {tag}."""

    code, status = "tag_unknown", 404
    hint = "`penguinmails template tags --tenant TENANT` shows the tags in use."


class FileInvalid(TemplatesError):
    """The file {file} cannot be read as a template (line {line}): {reason}."""

    code, status = "template_file_invalid", 422
    hint = "It begins with a line `---`, has lines like `subject: Hello`, another line `---`, and its text."


class FileUnread(TemplatesError):
    """The template {name} is there already, and says something else than {file}, which names no revision."""

    code, status = "template_file_unread", 409
    hint = "`template pull` writes a file that names one and can be pushed again; `--force` writes over it."


class FileUnreadable(TemplatesError):
    """The file {file} cannot be read: {reason}."""

    code, status = "template_file_unreadable", 422
    hint = "Give a file of text in UTF-8, or a template by its name with `--tenant`."


class FileUnwritable(TemplatesError):
    """The file {file} cannot be written: {reason}."""

    code, status = "template_file_unwritable", 422
    hint = "Choose a folder you may write to."


class FileTaken(TemplatesError):
    """The file {file} is there already and differs."""

    code, status = "template_file_taken", 409
    hint = "Pull into another folder, or give `--force` to write over it."


class TemplateNotDeleted(TemplatesError):
    """There is no deleted template {template}."""

    code, status = "template_not_deleted", 409
    hint = "`penguinmails template list --deleted --tenant TENANT` shows what can be restored."


class RestoreTooLate(TemplatesError):
    """The template {name} was deleted on {deleted:%Y-%m-%d}, more than 30 days ago, and is being purged."""

    code, status = "template_restore_too_late", 410
    hint = "Make a new one; `penguinmails template push` makes it of a file."
