-- The statements that fold a message do it themselves: a view that groups was read whole for each page of a tenant that
-- the statistics do not know yet.
-- squawk-ignore ban-drop-view
DROP VIEW olap.message_marks;
