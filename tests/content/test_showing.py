"""What was sent is shown again to the byte, whatever became of its template."""

from dataclasses import replace

from penguinmails.content.rendering import compile_source, digest
from penguinmails.content.templates.drafts.deleting import delete_template
from penguinmails.content.templates.drafts.model import Draft
from penguinmails.content.templates.drafts.service import change_draft
from penguinmails.content.templates.pieces.service import set_snippet
from penguinmails.content.templates.showing import Outgoing, show_again
from penguinmails.content.templates.versions.service import load_source, publish
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.content.factories import OPERATOR, template_of

SPUN = Draft(
    subject="{Hi|Hello|Hey} {{ first_name }}", html="<p>{One|Two|Three}: {{ snippets.signature }}</p>"
)
MERGE = {"first_name": "Zoë <b>"}


async def test_a_message_is_shown_as_it_was_sent(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await set_snippet(tx, "signature", "Ada", actor=OPERATOR)
        made = await template_of(tx, draft=SPUN)
        version = await publish(tx, made.id, actor=OPERATOR)
        sent = compile_source(await load_source(tx, made.id)).render(MERGE, 7)
        outgoing = Outgoing(made.id, version.version, MERGE, 7, digest(sent))

        await set_snippet(tx, "signature", "Somebody else", actor=OPERATOR)
        await change_draft(
            tx, made.id, Draft(subject="Bye", html="<p>Bye</p>"), based_on=None, actor=OPERATOR
        )
        await publish(tx, made.id, actor=OPERATOR)
        await delete_template(tx, made.id, actor=OPERATOR)

        shown = await show_again(tx, outgoing)
        assert shown.rendered == sent
        assert shown.is_as_sent
        assert not (
            await show_again(tx, replace(outgoing, digest=digest(replace(sent, text="x"))))
        ).is_as_sent
