-- A step that always branches: a jump, such as to the step behind one that only some come to.

-- squawk-ignore ban-drop-constraint
ALTER TABLE oltp.campaign_sequence_steps DROP CONSTRAINT campaign_sequence_steps_condition_known;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE oltp.campaign_sequence_steps ADD CONSTRAINT campaign_sequence_steps_condition_known CHECK (condition_type IN (
    'always', 'reply', 'no_reply', 'open', 'no_open', 'click', 'no_click', 'has_tag', 'in_list', 'field_equals'));
