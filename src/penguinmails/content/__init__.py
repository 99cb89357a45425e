"""What is written: templates and what they are made of, rendering them, and the bodies that are kept."""

from typing import TYPE_CHECKING

from penguinmails.kernel.facade import on_demand

if TYPE_CHECKING:
    from penguinmails.content.bodies.service import (
        load_attachment,
        load_body,
        load_raw,
        storage_used,
        store_body,
    )
    from penguinmails.content.eta import EtaEngine
    from penguinmails.content.jobs import JOBS, PERIODIC
    from penguinmails.content.linting import Fault, Severity, lint
    from penguinmails.content.rendering import (
        Compiled,
        Pieces,
        Rendered,
        Source,
        TemplateBroken,
        TemplateStopped,
        compile_source,
        digest,
        safe_html,
    )
    from penguinmails.content.templates.drafts.deleting import delete_template, restore_template
    from penguinmails.content.templates.drafts.model import (
        Category,
        Draft,
        Engine,
        Template,
        TemplateSummary,
        Wanted,
    )
    from penguinmails.content.templates.drafts.service import (
        change_draft,
        copy_template,
        count_use,
        create_template,
        find_template,
        get_template,
        list_categories,
        list_templates,
        rename_template,
        star_template,
    )
    from penguinmails.content.templates.files.disk import read as read_folder
    from penguinmails.content.templates.files.service import push as push_folder
    from penguinmails.content.templates.folders.model import Folder
    from penguinmails.content.templates.folders.service import (
        add_folder,
        delete_folder,
        find_folder,
        list_folders,
        move_folder,
        move_template,
        rename_folder,
    )
    from penguinmails.content.templates.gallery.model import Offer
    from penguinmails.content.templates.gallery.service import copy_public, list_offers, share_template
    from penguinmails.content.templates.pieces.model import Dictionary, Partial, Snippet
    from penguinmails.content.templates.pieces.service import (
        delete_dictionary,
        delete_partial,
        delete_snippet,
        list_dictionaries,
        list_partials,
        list_snippets,
        set_dictionary,
        set_partial,
        set_snippet,
    )
    from penguinmails.content.templates.previewing import Preview, known_fields, lint_template, preview
    from penguinmails.content.templates.showing import Outgoing, Shown, show_again
    from penguinmails.content.templates.tags.model import Tag
    from penguinmails.content.templates.tags.service import delete_tag, list_tags, tag_template
    from penguinmails.content.templates.versions.model import Version, VersionSummary
    from penguinmails.content.templates.versions.service import (
        get_version,
        list_versions,
        load_source,
        publish,
    )
else:
    __getattr__ = on_demand(__name__, __file__)

__all__ = [
    "JOBS",
    "PERIODIC",
    "Category",
    "Compiled",
    "Dictionary",
    "Draft",
    "Engine",
    "EtaEngine",
    "Fault",
    "Folder",
    "Offer",
    "Outgoing",
    "Partial",
    "Pieces",
    "Preview",
    "Rendered",
    "Severity",
    "Shown",
    "Snippet",
    "Source",
    "Tag",
    "Template",
    "TemplateBroken",
    "TemplateStopped",
    "TemplateSummary",
    "Version",
    "VersionSummary",
    "Wanted",
    "add_folder",
    "change_draft",
    "compile_source",
    "copy_public",
    "copy_template",
    "count_use",
    "create_template",
    "delete_dictionary",
    "delete_folder",
    "delete_partial",
    "delete_snippet",
    "delete_tag",
    "delete_template",
    "digest",
    "find_folder",
    "find_template",
    "get_template",
    "get_version",
    "known_fields",
    "lint",
    "lint_template",
    "list_categories",
    "list_dictionaries",
    "list_folders",
    "list_offers",
    "list_partials",
    "list_snippets",
    "list_tags",
    "list_templates",
    "list_versions",
    "load_attachment",
    "load_body",
    "load_raw",
    "load_source",
    "move_folder",
    "move_template",
    "preview",
    "publish",
    "push_folder",
    "read_folder",
    "rename_folder",
    "rename_template",
    "restore_template",
    "safe_html",
    "set_dictionary",
    "set_partial",
    "set_snippet",
    "share_template",
    "show_again",
    "star_template",
    "storage_used",
    "store_body",
    "tag_template",
]
