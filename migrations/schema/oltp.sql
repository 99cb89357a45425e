CREATE SCHEMA oltp;

CREATE FUNCTION oltp.mark_memberships_of_deleted_leads() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
    UPDATE oltp.list_contacts m
       SET lead_deleted = n.deleted IS NOT NULL, updated = now()
      FROM new_rows n JOIN old_rows o ON o.tenant_id = n.tenant_id AND o.id = n.id
     WHERE (n.deleted IS NULL) <> (o.deleted IS NULL)
       AND m.tenant_id = n.tenant_id AND m.lead_id = n.id;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION oltp.mark_memberships_of_deleted_leads() IS 'Keeps list_contacts.lead_deleted.';

CREATE FUNCTION oltp.release_memberships_of_company() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
    DELETE FROM oltp.list_contacts WHERE tenant_id = OLD.tenant_id AND company_id = OLD.id;
    RETURN OLD;
END
$$;

COMMENT ON FUNCTION oltp.release_memberships_of_company() IS 'Takes a company''s leads off their lists, in the counts too, before it is removed.';

CREATE FUNCTION oltp.release_memberships_of_lead() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
    DELETE FROM oltp.list_contacts WHERE tenant_id = OLD.tenant_id AND lead_id = OLD.id;
    RETURN OLD;
END
$$;

COMMENT ON FUNCTION oltp.release_memberships_of_lead() IS 'Takes a lead off its lists, in the counts too, before it is removed.';

CREATE FUNCTION oltp.update_list_contact_count() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO oltp.list_count_changes (tenant_id, list_id, company_id, change)
        SELECT tenant_id, list_id, company_id, count(*) FROM new_rows
         WHERE status = 'subscribed' AND NOT lead_deleted GROUP BY 1, 2, 3;
    ELSIF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT FROM pg_class WHERE oid = TG_RELID AND relowner = current_user::regrole) THEN
            RETURN NULL;
        END IF;
        INSERT INTO oltp.list_count_changes (tenant_id, list_id, company_id, change)
        SELECT tenant_id, list_id, company_id, -count(*) FROM old_rows
         WHERE status = 'subscribed' AND NOT lead_deleted GROUP BY 1, 2, 3;
    ELSE
        INSERT INTO oltp.list_count_changes (tenant_id, list_id, company_id, change)
        SELECT tenant_id, list_id, company_id, sum(n)
          FROM (SELECT tenant_id, list_id, company_id, 1 AS n FROM new_rows WHERE status = 'subscribed' AND NOT lead_deleted
                UNION ALL
                SELECT tenant_id, list_id, company_id, -1 FROM old_rows WHERE status = 'subscribed' AND NOT lead_deleted) AS both_rows
         GROUP BY 1, 2, 3 HAVING sum(n) <> 0;
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION oltp.update_list_contact_count() IS 'Notes in list_count_changes by how much lists.contact_count changed: subscribed members whose lead is not deleted.';

CREATE FUNCTION oltp.update_updated_at_column() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
    NEW.updated := now();
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION oltp.update_updated_at_column() IS 'Sets updated to the time of the transaction.';

CREATE TABLE oltp.ab_tests (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    step_id uuid NOT NULL,
    metric text DEFAULT 'positive_replies'::text NOT NULL,
    sample_percent bigint DEFAULT 20 NOT NULL,
    min_sample bigint DEFAULT 100 NOT NULL,
    min_hours bigint DEFAULT 4 NOT NULL,
    confidence_percent bigint DEFAULT 95 NOT NULL,
    auto_select boolean DEFAULT true NOT NULL,
    status text DEFAULT 'draft'::text NOT NULL,
    winner_variant_id uuid,
    evidence jsonb DEFAULT '{}'::jsonb NOT NULL,
    started timestamp with time zone,
    decided timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ab_tests_decided_dated CHECK (((status <> ALL (ARRAY['decided'::text, 'inconclusive'::text])) OR (decided IS NOT NULL))),
    CONSTRAINT ab_tests_evidence_object CHECK ((jsonb_typeof(evidence) = 'object'::text)),
    CONSTRAINT ab_tests_metric_known CHECK ((metric = ANY (ARRAY['positive_replies'::text, 'replies'::text, 'human_clicks'::text, 'human_opens'::text]))),
    CONSTRAINT ab_tests_numbers_sane CHECK ((((sample_percent >= 1) AND (sample_percent <= 100)) AND (min_sample > 0) AND (min_hours >= 0) AND ((confidence_percent >= 50) AND (confidence_percent <= 99)))),
    CONSTRAINT ab_tests_status_known CHECK ((status = ANY (ARRAY['draft'::text, 'running'::text, 'decided'::text, 'inconclusive'::text, 'cancelled'::text]))),
    CONSTRAINT ab_tests_winner_iff_decided CHECK (((winner_variant_id IS NOT NULL) = (status = 'decided'::text)))
);

ALTER TABLE ONLY oltp.ab_tests FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.ab_tests IS 'A test that is to find the best variant of a step.';

COMMENT ON COLUMN oltp.ab_tests.evidence IS 'What decided it: {"A": {"delivered": n, "hits": n, "low": x, "high": x}, …, "p": x}.';

CREATE TABLE oltp.api_keys (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    name text NOT NULL,
    prefix text NOT NULL,
    key_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    expires timestamp with time zone,
    last_used timestamp with time zone,
    last_ip inet,
    revoked timestamp with time zone,
    created_by uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT api_keys_key_is_sha256 CHECK ((octet_length(key_hash) = 32)),
    CONSTRAINT api_keys_scopes_known CHECK (((cardinality(scopes) > 0) AND (scopes <@ ARRAY['campaigns:read'::text, 'campaigns:write'::text, 'leads:read'::text, 'leads:write'::text, 'messages:send'::text, 'analytics:read'::text, 'infrastructure:read'::text, 'infrastructure:write'::text])))
);

ALTER TABLE ONLY oltp.api_keys FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.api_keys IS 'A key for the API, of a tenant or of one company; shown once, stored hashed.';

COMMENT ON COLUMN oltp.api_keys.prefix IS 'The first characters, shown in lists: pm_live_… .';

COMMENT ON COLUMN oltp.api_keys.key_hash IS 'SHA-256 of the 256-bit key.';

COMMENT ON COLUMN oltp.api_keys.scopes IS 'campaigns include templates; leads include lists, suppressions and inbox; infrastructure includes domains, mailboxes and warm-up.';

CREATE TABLE oltp.blacklist_checks (
    tenant_id uuid NOT NULL,
    domain_id uuid NOT NULL,
    list_name text NOT NULL,
    company_id uuid NOT NULL,
    is_listed boolean NOT NULL,
    listed_since timestamp with time zone,
    answer text,
    checked timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT blacklist_checks_since_iff_listed CHECK (((listed_since IS NOT NULL) = is_listed))
);

ALTER TABLE ONLY oltp.blacklist_checks FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.blacklist_checks IS 'What one blocklist last said of a domain.';

CREATE TABLE oltp.blackout_dates (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    campaign_id uuid,
    day date NOT NULL,
    country text,
    reason text NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT blackout_dates_campaign_has_company CHECK (((campaign_id IS NULL) OR (company_id IS NOT NULL))),
    CONSTRAINT blackout_dates_country_shape CHECK ((country ~ '^[A-Z]{2}$'::text))
);

ALTER TABLE ONLY oltp.blackout_dates FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.blackout_dates IS 'A day on which nothing is sent: by the whole tenant, a company or a campaign, to everybody or to one country.';

CREATE TABLE oltp.campaign_approvals (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    campaign_version bigint NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    requested_by uuid,
    decided_by uuid,
    comment text,
    decided timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT campaign_approvals_decided_iff_not_pending CHECK (((decided IS NULL) = (status = 'pending'::text))),
    CONSTRAINT campaign_approvals_status_known CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text])))
);

ALTER TABLE ONLY oltp.campaign_approvals FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.campaign_approvals IS 'Somebody asked for a campaign to be approved, and the answer; holds for that version of the campaign only.';

CREATE TABLE oltp.campaign_lists (
    tenant_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    list_id uuid NOT NULL,
    company_id uuid NOT NULL,
    is_excluded boolean DEFAULT false NOT NULL,
    enrolled_to uuid,
    enrolled timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY oltp.campaign_lists FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.campaign_lists IS 'A list that a campaign goes to, or leaves out.';

COMMENT ON COLUMN oltp.campaign_lists.enrolled_to IS 'Not used: one pass reads all lists and segments (campaigns.enrolled_to).';

COMMENT ON COLUMN oltp.campaign_lists.enrolled IS 'When the whole list had been taken.';

CREATE TABLE oltp.campaign_mailboxes (
    tenant_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    email_account_id uuid NOT NULL,
    company_id uuid NOT NULL,
    from_address_id uuid,
    weight bigint DEFAULT 1 NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT campaign_mailboxes_weight_positive CHECK ((weight > 0))
);

ALTER TABLE ONLY oltp.campaign_mailboxes FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.campaign_mailboxes IS 'A mailbox that a campaign may send by; always of the campaign''s company.';

COMMENT ON COLUMN oltp.campaign_mailboxes.from_address_id IS 'NULL = the mailbox''s own address.';

CREATE TABLE oltp.campaign_pools (
    tenant_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    rotation_pool_id uuid NOT NULL,
    company_id uuid NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY oltp.campaign_pools FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.campaign_pools IS 'A rotation pool that a campaign may send by, besides its own mailboxes.';

CREATE TABLE oltp.campaign_schedules (
    tenant_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    weekday bigint NOT NULL,
    opens time without time zone NOT NULL,
    closes time without time zone NOT NULL,
    company_id uuid NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT campaign_schedules_forward CHECK ((closes > opens)),
    CONSTRAINT campaign_schedules_weekday_iso CHECK (((weekday >= 1) AND (weekday <= 7)))
);

ALTER TABLE ONLY oltp.campaign_schedules FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.campaign_schedules IS 'A window in which a campaign sends, [opens, closes) on a weekday; none = at any time.';

COMMENT ON COLUMN oltp.campaign_schedules.weekday IS 'ISO: 1 Monday … 7 Sunday.';

CREATE TABLE oltp.campaign_segments (
    tenant_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    segment_id uuid NOT NULL,
    company_id uuid NOT NULL,
    is_excluded boolean DEFAULT false NOT NULL,
    keep_adding boolean DEFAULT false NOT NULL,
    enrolled_to uuid,
    enrolled timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY oltp.campaign_segments FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.campaign_segments IS 'A segment that a campaign goes to, or leaves out.';

COMMENT ON COLUMN oltp.campaign_segments.keep_adding IS 'Leads that come to fit later are enrolled too.';

COMMENT ON COLUMN oltp.campaign_segments.enrolled_to IS 'Not used, as in campaign_lists.';

CREATE TABLE oltp.campaign_sequence_steps (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    step_order bigint NOT NULL,
    step_type text NOT NULL,
    email_account_id uuid,
    template_id uuid,
    template_version bigint,
    subject_override text,
    from_name_override text,
    same_thread boolean DEFAULT false NOT NULL,
    wait_duration_hours bigint,
    wait_extra_seconds bigint DEFAULT 0 NOT NULL,
    wait_until_date timestamp with time zone,
    condition_type text,
    condition_value text,
    on_true_step_id uuid,
    on_false_step_id uuid,
    send_condition text DEFAULT 'always'::text NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT campaign_sequence_steps_branches_need_condition CHECK (((step_type = 'condition'::text) OR (num_nonnulls(condition_value, on_true_step_id, on_false_step_id) = 0))),
    CONSTRAINT campaign_sequence_steps_condition_iff_type CHECK (((condition_type IS NOT NULL) = (step_type = 'condition'::text))),
    CONSTRAINT campaign_sequence_steps_condition_known CHECK ((condition_type = ANY (ARRAY['always'::text, 'reply'::text, 'no_reply'::text, 'open'::text, 'no_open'::text, 'click'::text, 'no_click'::text, 'has_tag'::text, 'in_list'::text, 'field_equals'::text]))),
    CONSTRAINT campaign_sequence_steps_condition_value_given CHECK (((condition_type <> ALL (ARRAY['has_tag'::text, 'in_list'::text, 'field_equals'::text])) OR (condition_value IS NOT NULL))),
    CONSTRAINT campaign_sequence_steps_extra_needs_wait CHECK (((wait_extra_seconds = 0) OR (wait_duration_hours IS NOT NULL))),
    CONSTRAINT campaign_sequence_steps_only_email_sends CHECK (((step_type = 'email'::text) OR ((num_nonnulls(email_account_id, template_id, template_version, subject_override, from_name_override) = 0) AND (send_condition = 'always'::text)))),
    CONSTRAINT campaign_sequence_steps_order_positive CHECK ((step_order > 0)),
    CONSTRAINT campaign_sequence_steps_overrides_length CHECK (((char_length(subject_override) <= 500) AND (char_length(from_name_override) <= 100) AND (char_length(condition_value) <= 100))),
    CONSTRAINT campaign_sequence_steps_send_condition_known CHECK ((send_condition = ANY (ARRAY['always'::text, 'no_reply'::text, 'no_open'::text, 'no_click'::text]))),
    CONSTRAINT campaign_sequence_steps_type_known CHECK ((step_type = ANY (ARRAY['email'::text, 'wait'::text, 'condition'::text]))),
    CONSTRAINT campaign_sequence_steps_wait_has_one_end CHECK ((num_nonnulls(wait_duration_hours, wait_until_date) =
CASE step_type
    WHEN 'wait'::text THEN 1
    ELSE 0
END)),
    CONSTRAINT campaign_sequence_steps_wait_sane CHECK (((wait_duration_hours >= 0) AND ((wait_extra_seconds >= 0) AND (wait_extra_seconds <= 3599))))
);

ALTER TABLE ONLY oltp.campaign_sequence_steps FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.campaign_sequence_steps IS 'One step of a campaign: send, wait or branch. How often it ran is counted from enrolment_steps.';

COMMENT ON COLUMN oltp.campaign_sequence_steps.email_account_id IS 'NULL = any of the campaign''s mailboxes, the one that wrote first staying with the lead.';

COMMENT ON COLUMN oltp.campaign_sequence_steps.template_version IS 'Set at launch; NULL while the campaign is a draft.';

COMMENT ON COLUMN oltp.campaign_sequence_steps.same_thread IS 'Sent as a reply to the lead''s first message, under its subject.';

COMMENT ON COLUMN oltp.campaign_sequence_steps.wait_extra_seconds IS 'On top of wait_duration_hours, below an hour.';

COMMENT ON COLUMN oltp.campaign_sequence_steps.condition_type IS 'Judged on the lead''s earlier steps of this campaign; opens and clicks by people only.';

COMMENT ON COLUMN oltp.campaign_sequence_steps.condition_value IS 'has_tag: the tag; in_list: the list''s id; field_equals: key=value.';

COMMENT ON COLUMN oltp.campaign_sequence_steps.on_true_step_id IS 'Where to go when the condition holds; NULL = the next step.';

COMMENT ON COLUMN oltp.campaign_sequence_steps.on_false_step_id IS 'Where to go when it does not; NULL = the end.';

COMMENT ON COLUMN oltp.campaign_sequence_steps.send_condition IS 'An email step is skipped when this does not hold.';

CREATE TABLE oltp.campaigns (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid NOT NULL,
    name text NOT NULL,
    description text,
    kind text DEFAULT 'sequence'::text NOT NULL,
    campaign_type text DEFAULT 'outreach'::text NOT NULL,
    status text DEFAULT 'draft'::text NOT NULL,
    status_reason text,
    priority bigint DEFAULT 100 NOT NULL,
    scheduled timestamp with time zone,
    started timestamp with time zone,
    paused timestamp with time zone,
    completed timestamp with time zone,
    cancelled timestamp with time zone,
    failed timestamp with time zone,
    archived timestamp with time zone,
    timezone text DEFAULT 'UTC'::text NOT NULL,
    recipient_timezone boolean DEFAULT false NOT NULL,
    from_name text,
    reply_to text,
    track_opens boolean DEFAULT true NOT NULL,
    track_clicks boolean DEFAULT true NOT NULL,
    stop_on_reply boolean DEFAULT true NOT NULL,
    stop_domain_on_reply boolean DEFAULT false NOT NULL,
    daily_limit bigint,
    keep_bodies boolean DEFAULT false NOT NULL,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_by uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    deleted timestamp with time zone,
    plan_after timestamp with time zone,
    plan_reason text,
    opener_day date,
    opener_count bigint DEFAULT 0 NOT NULL,
    enrolled_to uuid,
    enrolled timestamp with time zone,
    enrol_after timestamp with time zone,
    enrol_error text,
    CONSTRAINT campaigns_archived_iff_dated CHECK (((status = 'archived'::text) = (archived IS NOT NULL))),
    CONSTRAINT campaigns_cancelled_dated CHECK (((status <> 'cancelled'::text) OR (cancelled IS NOT NULL))),
    CONSTRAINT campaigns_completed_after_started CHECK ((completed >= started)),
    CONSTRAINT campaigns_completed_dated CHECK (((status <> 'completed'::text) OR (completed IS NOT NULL))),
    CONSTRAINT campaigns_daily_limit_positive CHECK ((daily_limit > 0)),
    CONSTRAINT campaigns_failed_dated CHECK (((status <> 'failed'::text) OR ((failed IS NOT NULL) AND (status_reason IS NOT NULL)))),
    CONSTRAINT campaigns_kind_known CHECK ((kind = ANY (ARRAY['broadcast'::text, 'sequence'::text]))),
    CONSTRAINT campaigns_metadata_object CHECK ((jsonb_typeof(metadata) = 'object'::text)),
    CONSTRAINT campaigns_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200))),
    CONSTRAINT campaigns_paused_iff_dated CHECK (((status = 'paused'::text) = (paused IS NOT NULL))),
    CONSTRAINT campaigns_plan_reason_known CHECK ((plan_reason = ANY (ARRAY['window'::text, 'capacity'::text, 'mailboxes'::text, 'template'::text, 'steps'::text, 'error'::text]))),
    CONSTRAINT campaigns_reply_to_normalised CHECK ((reply_to = lower(reply_to))),
    CONSTRAINT campaigns_scheduled_dated CHECK (((status <> 'scheduled'::text) OR (scheduled IS NOT NULL))),
    CONSTRAINT campaigns_sending_dated CHECK (((status <> ALL (ARRAY['sending'::text, 'completed'::text])) OR (started IS NOT NULL))),
    CONSTRAINT campaigns_settings_object CHECK ((jsonb_typeof(settings) = 'object'::text)),
    CONSTRAINT campaigns_status_known CHECK ((status = ANY (ARRAY['draft'::text, 'scheduled'::text, 'sending'::text, 'paused'::text, 'completed'::text, 'failed'::text, 'cancelled'::text, 'archived'::text]))),
    CONSTRAINT campaigns_type_known CHECK ((campaign_type = ANY (ARRAY['outreach'::text, 'marketing'::text, 'newsletter'::text, 'transactional'::text])))
);

ALTER TABLE ONLY oltp.campaigns FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.campaigns IS 'Mail to many: a broadcast (one email step, lists as audience) or a sequence (steps with waits and branches).';

COMMENT ON COLUMN oltp.campaigns.campaign_type IS 'What kind of mail it is to the reader; a suppression may name one.';

COMMENT ON COLUMN oltp.campaigns.status IS 'cancelled: a person ended it; failed: it cannot go on; archived: put away, whatever it was.';

COMMENT ON COLUMN oltp.campaigns.status_reason IS 'Why nothing is sending, for people: no_mailbox, quota, approval, domain …';

COMMENT ON COLUMN oltp.campaigns.priority IS 'Smaller is sooner: up to 50 high, 51 to 150 normal, above low.';

COMMENT ON COLUMN oltp.campaigns.timezone IS 'IANA name; windows are in it unless recipient_timezone.';

COMMENT ON COLUMN oltp.campaigns.from_name IS 'NULL = the mailbox''s; a step may override it.';

COMMENT ON COLUMN oltp.campaigns.stop_domain_on_reply IS 'One reply stops all leads of the same address domain.';

COMMENT ON COLUMN oltp.campaigns.daily_limit IS 'New leads a UTC day; NULL = as many as the mailboxes take.';

COMMENT ON COLUMN oltp.campaigns.keep_bodies IS 'Rendered bytes are kept instead of being made again.';

COMMENT ON COLUMN oltp.campaigns.settings IS 'Choices that no query looks at: {wizard_step, preview_lead_id, unsubscribe_text, postal_address}.';

COMMENT ON COLUMN oltp.campaigns.metadata IS '{ab_test_variant, goal, segment, utm_source, utm_medium, utm_campaign}; the utm_ ones are added to links.';

COMMENT ON COLUMN oltp.campaigns.version IS 'Raised by every change; copies in other tiers take only a higher one.';

COMMENT ON COLUMN oltp.campaigns.plan_after IS 'Nothing of it is planned before; NULL = at once. One row instead of every enrolment that is due.';

COMMENT ON COLUMN oltp.campaigns.plan_reason IS 'Why it waits for plan_after. window: closed; capacity: all mailboxes have their day''s messages; mailboxes: none can send; template, steps: a step has nothing to send; error: a fault of ours, tried again.';

COMMENT ON COLUMN oltp.campaigns.opener_day IS 'The UTC day that opener_count counts.';

COMMENT ON COLUMN oltp.campaigns.opener_count IS 'Leads first written to on that day, for daily_limit.';

COMMENT ON COLUMN oltp.campaigns.enrolled_to IS 'Highest lead id taken by the pass over the audience under way; NULL between passes. For lists and segments together.';

COMMENT ON COLUMN oltp.campaigns.enrolled IS 'When the first pass had taken the whole audience.';

COMMENT ON COLUMN oltp.campaigns.enrol_after IS 'When the next pass looks for newcomers; NULL = at once.';

COMMENT ON COLUMN oltp.campaigns.enrol_error IS 'Why the last pass could not read the audience, in words.';

CREATE TABLE oltp.companies (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    name text NOT NULL,
    workspace_name text,
    slug text NOT NULL,
    logo_url text,
    status text DEFAULT 'active'::text NOT NULL,
    industry text,
    company_size text,
    default_from_name text,
    default_from_email text,
    default_reply_to_email text,
    onboarding_started timestamp with time zone,
    onboarding_completed timestamp with time zone,
    hide_onboarding boolean DEFAULT false NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    deleted timestamp with time zone,
    CONSTRAINT companies_company_size_length CHECK ((char_length(company_size) <= 50)),
    CONSTRAINT companies_industry_length CHECK ((char_length(industry) <= 100)),
    CONSTRAINT companies_name_given CHECK (((name <> ''::text) AND (char_length(name) <= 100))),
    CONSTRAINT companies_senders_normalised CHECK (((default_from_email = lower(default_from_email)) AND (default_reply_to_email = lower(default_reply_to_email)))),
    CONSTRAINT companies_slug_shape CHECK (((slug ~ '^[a-z0-9](-?[a-z0-9])*$'::text) AND (char_length(slug) <= 100))),
    CONSTRAINT companies_status_known CHECK ((status = ANY (ARRAY['active'::text, 'pending'::text, 'suspended'::text, 'archived'::text]))),
    CONSTRAINT companies_workspace_name_length CHECK ((char_length(workspace_name) <= 255))
);

ALTER TABLE ONLY oltp.companies FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.companies IS 'A workspace of a tenant (an agency''s client): owns domains, mailboxes, campaigns.';

COMMENT ON COLUMN oltp.companies.workspace_name IS 'The name members see; unique in the tenant only, so that it tells nothing about other tenants.';

COMMENT ON COLUMN oltp.companies.slug IS 'The workspace in addresses: /workspaces/{slug}.';

CREATE TABLE oltp.connected_mailboxes (
    address text NOT NULL,
    tenant_id uuid NOT NULL,
    email_account_id uuid NOT NULL,
    connected timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT connected_mailboxes_address_normalised CHECK ((address = lower(address)))
);

ALTER TABLE ONLY oltp.connected_mailboxes FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.connected_mailboxes IS 'Whose a mailbox is: once over all tenants. Written after the first successful sign-in, so that nobody can reserve another''s address.';

COMMENT ON COLUMN oltp.connected_mailboxes.tenant_id IS 'No foreign key, as in verified_domains.';

CREATE TABLE oltp.consent_events (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    lead_id uuid,
    list_id uuid,
    address_hash bytea NOT NULL,
    kind text NOT NULL,
    source text NOT NULL,
    message_id uuid,
    ip inet,
    user_agent text,
    proof jsonb DEFAULT '{}'::jsonb NOT NULL,
    occurred timestamp with time zone DEFAULT now() NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT consent_events_address_hash_is_hmac CHECK ((octet_length(address_hash) = 32)),
    CONSTRAINT consent_events_kind_known CHECK ((kind = ANY (ARRAY['subscribed'::text, 'confirmed'::text, 'unsubscribed'::text, 'resubscribed'::text, 'objected'::text, 'complained'::text, 'tracking_granted'::text, 'tracking_limited'::text, 'tracking_withdrawn'::text]))),
    CONSTRAINT consent_events_proof_object CHECK ((jsonb_typeof(proof) = 'object'::text)),
    CONSTRAINT consent_events_source_known CHECK ((source = ANY (ARRAY['form'::text, 'import'::text, 'api'::text, 'one_click'::text, 'unsubscribe_page'::text, 'reply'::text, 'feedback_loop'::text, 'staff'::text, 'member'::text])))
);

ALTER TABLE ONLY oltp.consent_events FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.consent_events IS 'Somebody gave or took back a consent; the proof, which outlives the lead.';

COMMENT ON COLUMN oltp.consent_events.address_hash IS 'HMAC-SHA-256 of the normalised address under the tenant''s address_hash key.';

COMMENT ON COLUMN oltp.consent_events.proof IS '{form_url, text_shown, double_opt_in: bool, import_job_id, note}.';

CREATE TABLE oltp.custom_field_definitions (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    key text NOT NULL,
    label text NOT NULL,
    type text NOT NULL,
    choices text[] DEFAULT '{}'::text[] NOT NULL,
    is_required boolean DEFAULT false NOT NULL,
    is_personal boolean DEFAULT true NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT custom_field_definitions_choices_iff_choice CHECK (((cardinality(choices) > 0) = (type = 'choice'::text))),
    CONSTRAINT custom_field_definitions_key_shape CHECK ((key ~ '^[a-z][a-z0-9_]{0,62}$'::text)),
    CONSTRAINT custom_field_definitions_type_known CHECK ((type = ANY (ARRAY['text'::text, 'number'::text, 'boolean'::text, 'date'::text, 'timestamp'::text, 'url'::text, 'choice'::text])))
);

ALTER TABLE ONLY oltp.custom_field_definitions FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.custom_field_definitions IS 'A field that the tenant added to its leads; its values are in leads.custom_fields under key.';

COMMENT ON COLUMN oltp.custom_field_definitions.is_personal IS 'Left out of exports for clients and hidden from staff.';

CREATE TABLE oltp.dkim_keys (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid NOT NULL,
    domain_id uuid NOT NULL,
    selector text NOT NULL,
    algorithm text NOT NULL,
    public_key text NOT NULL,
    private_key_sealed bytea,
    secret_ref text,
    status text DEFAULT 'pending'::text NOT NULL,
    activated timestamp with time zone,
    retired timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT dkim_keys_active_dated CHECK (((status = 'pending'::text) OR (activated IS NOT NULL))),
    CONSTRAINT dkim_keys_algorithm_known CHECK ((algorithm = ANY (ARRAY['rsa-2048'::text, 'ed25519'::text]))),
    CONSTRAINT dkim_keys_one_home CHECK (((num_nonnulls(private_key_sealed, secret_ref) = 1) OR (status = 'retired'::text))),
    CONSTRAINT dkim_keys_status_known CHECK ((status = ANY (ARRAY['pending'::text, 'active'::text, 'retiring'::text, 'retired'::text])))
);

ALTER TABLE ONLY oltp.dkim_keys FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.dkim_keys IS 'A key that signs a domain''s mail; one of each algorithm is active.';

COMMENT ON COLUMN oltp.dkim_keys.public_key IS 'The p= of the record.';

COMMENT ON COLUMN oltp.dkim_keys.private_key_sealed IS 'AES-256-GCM envelope; deleted when the key is retired.';

COMMENT ON COLUMN oltp.dkim_keys.status IS 'pending: not yet seen in DNS; retiring: signs no more, still published for mail on its way.';

CREATE TABLE oltp.dns_records (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid NOT NULL,
    domain_id uuid NOT NULL,
    record_type text NOT NULL,
    name text NOT NULL,
    value text NOT NULL,
    found_value text,
    selector text,
    public_key text,
    managed_by text DEFAULT 'platform'::text NOT NULL,
    secret_ref text,
    needs_deployment boolean DEFAULT false NOT NULL,
    ttl bigint DEFAULT 3600 NOT NULL,
    priority bigint,
    mx_hosts inet[],
    policy text,
    is_required boolean DEFAULT true NOT NULL,
    verification_status text DEFAULT 'pending'::text NOT NULL,
    last_verified_at timestamp with time zone,
    verification_attempts bigint DEFAULT 0 NOT NULL,
    verification_error text,
    source text DEFAULT 'platform'::text NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT dns_records_dkim_has_selector CHECK (((record_type <> 'DKIM'::text) OR (selector IS NOT NULL))),
    CONSTRAINT dns_records_managed_by_known CHECK ((managed_by = ANY (ARRAY['platform'::text, 'mailu'::text, 'customer'::text]))),
    CONSTRAINT dns_records_mx_has_priority CHECK (((record_type <> 'MX'::text) OR (priority IS NOT NULL))),
    CONSTRAINT dns_records_policy_known CHECK ((policy = ANY (ARRAY['none'::text, 'quarantine'::text, 'reject'::text]))),
    CONSTRAINT dns_records_source_known CHECK ((source = ANY (ARRAY['ui'::text, 'platform'::text, 'api'::text]))),
    CONSTRAINT dns_records_type_known CHECK ((record_type = ANY (ARRAY['SPF'::text, 'DKIM'::text, 'DMARC'::text, 'MX'::text, 'A'::text, 'AAAA'::text, 'CNAME'::text, 'TXT'::text]))),
    CONSTRAINT dns_records_verification_status_known CHECK ((verification_status = ANY (ARRAY['pending'::text, 'verified'::text, 'failed'::text, 'error'::text])))
);

ALTER TABLE ONLY oltp.dns_records FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.dns_records IS 'A record that a domain should have, and what the last look at DNS found.';

COMMENT ON COLUMN oltp.dns_records.name IS 'Relative to the domain; @ for the domain itself.';

COMMENT ON COLUMN oltp.dns_records.value IS 'What should be published.';

COMMENT ON COLUMN oltp.dns_records.secret_ref IS 'Where the DKIM private key is, where another store holds it: vault://mail/dkim/{domain}/{selector}.';

COMMENT ON COLUMN oltp.dns_records.needs_deployment IS 'A changed DKIM key has still to be brought to the server that signs.';

COMMENT ON COLUMN oltp.dns_records.ttl IS 'Seconds.';

COMMENT ON COLUMN oltp.dns_records.mx_hosts IS 'Addresses the MX name resolved to.';

COMMENT ON COLUMN oltp.dns_records.policy IS 'DMARC''s p=.';

COMMENT ON COLUMN oltp.dns_records.last_verified_at IS 'Last success.';

CREATE TABLE oltp.domain_ip_assignments (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid NOT NULL,
    domain_id uuid NOT NULL,
    smtp_ip_address_id uuid NOT NULL,
    status text DEFAULT 'scheduled'::text NOT NULL,
    assigned timestamp with time zone DEFAULT now() NOT NULL,
    expires timestamp with time zone,
    warmup_state text DEFAULT 'unwarmed'::text NOT NULL,
    last_sent timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT domain_ip_assignments_expired_dated CHECK (((status <> 'expired'::text) OR (expires IS NOT NULL))),
    CONSTRAINT domain_ip_assignments_forward CHECK ((expires > assigned)),
    CONSTRAINT domain_ip_assignments_status_known CHECK ((status = ANY (ARRAY['active'::text, 'warming'::text, 'scheduled'::text, 'expired'::text]))),
    CONSTRAINT domain_ip_assignments_warmup_state_known CHECK ((warmup_state = ANY (ARRAY['unwarmed'::text, 'warming'::text, 'warmed'::text])))
);

ALTER TABLE ONLY oltp.domain_ip_assignments FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.domain_ip_assignments IS 'A domain sends by an IP, [assigned, expires); of one pair at most one is not expired.';

COMMENT ON COLUMN oltp.domain_ip_assignments.last_sent IS 'Handed here from the ledger, once a day.';

CREATE TABLE oltp.domain_reputation (
    tenant_id uuid NOT NULL,
    domain_id uuid NOT NULL,
    day date NOT NULL,
    company_id uuid NOT NULL,
    score bigint NOT NULL,
    formula text NOT NULL,
    sent bigint DEFAULT 0 NOT NULL,
    delivered bigint DEFAULT 0 NOT NULL,
    opened bigint DEFAULT 0 NOT NULL,
    clicked bigint DEFAULT 0 NOT NULL,
    bounced bigint DEFAULT 0 NOT NULL,
    complained bigint DEFAULT 0 NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT domain_reputation_score_range CHECK (((score >= 0) AND (score <= 100)))
);

ALTER TABLE ONLY oltp.domain_reputation FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.domain_reputation IS 'A domain''s standing on a UTC day and the counts it was made from.';

COMMENT ON COLUMN oltp.domain_reputation.formula IS 'Name and version: domain/1.';

CREATE TABLE oltp.domains (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid NOT NULL,
    domain text NOT NULL,
    verification_status text DEFAULT 'pending'::text NOT NULL,
    verification_token text,
    is_primary boolean DEFAULT false NOT NULL,
    verified timestamp with time zone,
    auth_failing_since timestamp with time zone,
    tracking_host text,
    return_path_host text,
    dmarc_stage_since timestamp with time zone,
    mailu_domain text,
    dns_ttl_observed bigint,
    dns_last_verified_at timestamp with time zone,
    dns_verification_error text,
    dns_verification_attempts bigint DEFAULT 0 NOT NULL,
    next_check timestamp with time zone DEFAULT now() NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    deleted timestamp with time zone,
    CONSTRAINT domains_domain_normalised CHECK (((domain = lower(domain)) AND (char_length(domain) <= 253) AND (domain ~ '^([a-z0-9_]([a-z0-9_-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$'::text))),
    CONSTRAINT domains_verification_status_known CHECK ((verification_status = ANY (ARRAY['pending'::text, 'verified'::text, 'failed'::text, 'error'::text]))),
    CONSTRAINT domains_verified_dated CHECK (((verification_status <> 'verified'::text) OR (verified IS NOT NULL)))
);

ALTER TABLE ONLY oltp.domains FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.domains IS 'A domain a company sends from. Two tenants may try the same one; verified_domains says whose it is.';

COMMENT ON COLUMN oltp.domains.verification_status IS 'What the last check of all required dns_records came to; error = the check itself failed.';

COMMENT ON COLUMN oltp.domains.auth_failing_since IS 'SPF, DKIM or DMARC stopped holding; after a grace period cold mail stops.';

COMMENT ON COLUMN oltp.domains.tracking_host IS 'CNAME that opens and clicks go to: track.example.org.';

COMMENT ON COLUMN oltp.domains.return_path_host IS 'Envelope domain, aligned with From; bounces arrive there.';

COMMENT ON COLUMN oltp.domains.mailu_domain IS 'Mailu''s canonical host name.';

COMMENT ON COLUMN oltp.domains.dns_ttl_observed IS 'Seconds.';

COMMENT ON COLUMN oltp.domains.dns_verification_attempts IS 'Since the last success.';

CREATE TABLE oltp.email_account_days (
    tenant_id uuid NOT NULL,
    email_account_id uuid NOT NULL,
    day date NOT NULL,
    company_id uuid NOT NULL,
    version bigint DEFAULT 0 NOT NULL,
    planned bigint DEFAULT 0 NOT NULL,
    sent bigint DEFAULT 0 NOT NULL,
    warmup_sent bigint DEFAULT 0 NOT NULL,
    deferred bigint DEFAULT 0 NOT NULL,
    bounced_hard bigint DEFAULT 0 NOT NULL,
    bounced_soft bigint DEFAULT 0 NOT NULL,
    complained bigint DEFAULT 0 NOT NULL,
    replied bigint DEFAULT 0 NOT NULL,
    failed bigint DEFAULT 0 NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
)
WITH (fillfactor='80');

ALTER TABLE ONLY oltp.email_account_days FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.email_account_days IS 'What a mailbox did on a UTC day, for limits and brakes: each count is added once, with what caused it.';

COMMENT ON COLUMN oltp.email_account_days.version IS 'How often it was added to.';

COMMENT ON COLUMN oltp.email_account_days.planned IS 'Messages the scheduler gave to the mailbox for that day.';

COMMENT ON COLUMN oltp.email_account_days.sent IS 'Messages that got an answer, the refused ones too.';

CREATE TABLE oltp.email_accounts (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid NOT NULL,
    domain_id uuid,
    email text NOT NULL,
    display_name text,
    signature_html text,
    provider text DEFAULT 'mailu'::text NOT NULL,
    purpose text DEFAULT 'outreach'::text NOT NULL,
    vault_key_path text,
    credentials_sealed bytea,
    imap_settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    smtp_settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    status_reason text,
    status_since timestamp with time zone DEFAULT now() NOT NULL,
    paused_until timestamp with time zone,
    last_warmed timestamp with time zone,
    timezone text DEFAULT 'UTC'::text NOT NULL,
    daily_limit bigint DEFAULT 50 NOT NULL,
    min_gap_seconds bigint DEFAULT 120 NOT NULL,
    ramp_started date,
    ramp_start_limit bigint,
    ramp_daily_increase bigint,
    max_per_second bigint,
    rolling_limit bigint,
    rolling_window_seconds bigint,
    health_score bigint,
    health_formula text,
    health_updated timestamp with time zone,
    version bigint DEFAULT 1 NOT NULL,
    last_verified timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    deleted timestamp with time zone,
    status_cause text,
    failures_in_row bigint DEFAULT 0 NOT NULL,
    CONSTRAINT email_accounts_email_normalised CHECK (((email = lower(email)) AND (char_length(email) <= 254) AND (email ~ '^[^@[:space:]]+@[^@[:space:]]+$'::text))),
    CONSTRAINT email_accounts_health_range CHECK (((health_score >= 0) AND (health_score <= 100))),
    CONSTRAINT email_accounts_health_says_formula CHECK (((health_score IS NULL) = (health_formula IS NULL))),
    CONSTRAINT email_accounts_imap_settings_object CHECK ((jsonb_typeof(imap_settings) = 'object'::text)),
    CONSTRAINT email_accounts_limits_sane CHECK (((daily_limit >= 0) AND (min_gap_seconds >= 0) AND (max_per_second > 0))),
    CONSTRAINT email_accounts_no_secret_in_clear CHECK (((NOT (imap_settings ?| ARRAY['password'::text, 'token'::text])) AND (NOT (smtp_settings ?| ARRAY['password'::text, 'token'::text])))),
    CONSTRAINT email_accounts_provider_known CHECK ((provider = ANY (ARRAY['mailu'::text, 'smtp'::text, 'google'::text, 'microsoft'::text, 'relay'::text, 'sandbox'::text]))),
    CONSTRAINT email_accounts_purpose_known CHECK ((purpose = ANY (ARRAY['outreach'::text, 'marketing'::text, 'both'::text]))),
    CONSTRAINT email_accounts_ramp_whole CHECK ((num_nonnulls(ramp_started, ramp_start_limit, ramp_daily_increase) = ANY (ARRAY[0, 3]))),
    CONSTRAINT email_accounts_rolling_whole CHECK (((rolling_limit IS NULL) = (rolling_window_seconds IS NULL))),
    CONSTRAINT email_accounts_smtp_settings_object CHECK ((jsonb_typeof(smtp_settings) = 'object'::text)),
    CONSTRAINT email_accounts_status_cause_known CHECK ((status_cause = ANY (ARRAY['person'::text, 'bounces'::text, 'complaints'::text, 'authentication'::text, 'connection'::text]))),
    CONSTRAINT email_accounts_status_known CHECK ((status = ANY (ARRAY['pending'::text, 'active'::text, 'paused'::text, 'resting'::text, 'suspended'::text, 'error'::text]))),
    CONSTRAINT email_accounts_stop_explained CHECK (((status = ANY (ARRAY['pending'::text, 'active'::text])) OR (status_reason IS NOT NULL)))
);

ALTER TABLE ONLY oltp.email_accounts FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.email_accounts IS 'A mailbox, or a relay, that a company sends and receives by.';

COMMENT ON COLUMN oltp.email_accounts.domain_id IS 'NULL where the domain is the provider''s (gmail.com) or a relay serves many.';

COMMENT ON COLUMN oltp.email_accounts.provider IS 'relay: an SMTP service that sends for any From address in mailbox_from_addresses; sandbox: the built-in recipients.';

COMMENT ON COLUMN oltp.email_accounts.vault_key_path IS 'Where an outside store holds the credentials; else they are in credentials_sealed.';

COMMENT ON COLUMN oltp.email_accounts.credentials_sealed IS 'AES-256-GCM envelope of {smtp: {user, password}, imap: {…}, oauth: {refresh_token, …}}.';

COMMENT ON COLUMN oltp.email_accounts.imap_settings IS '{host, port, security: "tls" | "starttls" | "none", user, auth: "plain" | "xoauth2", folders: [text], sent_folder}.';

COMMENT ON COLUMN oltp.email_accounts.smtp_settings IS '{host, port, security: "tls" | "starttls" | "none", user, auth: "plain" | "login" | "xoauth2", helo, connections}.';

COMMENT ON COLUMN oltp.email_accounts.status IS 'paused: by a person; resting: by a brake, until paused_until; suspended: by a brake, until a person acts; error: cannot sign in.';

COMMENT ON COLUMN oltp.email_accounts.last_warmed IS 'Last day warm-up mail went out.';

COMMENT ON COLUMN oltp.email_accounts.daily_limit IS 'Campaign messages a UTC day, warm-up apart; lowered by the ramp: least(daily_limit, ramp_start_limit + days × ramp_daily_increase).';

COMMENT ON COLUMN oltp.email_accounts.rolling_limit IS 'At most so many messages in any rolling_window_seconds.';

COMMENT ON COLUMN oltp.email_accounts.health_formula IS 'Which formula and version made health_score: warmup-log/1.';

COMMENT ON COLUMN oltp.email_accounts.version IS 'Raised by every change that the lane must know of; the lane takes only a higher one.';

COMMENT ON COLUMN oltp.email_accounts.status_cause IS 'Who or what stopped it, for the lane; status_reason says it in words.';

COMMENT ON COLUMN oltp.email_accounts.failures_in_row IS 'Failures to connect or sign in since the last message that went out; the third stops the mailbox.';

CREATE TABLE oltp.email_templates (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    template_id uuid,
    name text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    async boolean DEFAULT false NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT email_templates_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200)))
);

ALTER TABLE ONLY oltp.email_templates FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.email_templates IS 'An Eta source: the draft of a template whose engine is eta, or a layout or partial that others include by name.';

COMMENT ON COLUMN oltp.email_templates.template_id IS 'The template this is the source of; NULL = only included by others.';

COMMENT ON COLUMN oltp.email_templates.subject IS 'Eta too; '''' for layouts and partials.';

COMMENT ON COLUMN oltp.email_templates.body IS 'The .eta source as written.';

COMMENT ON COLUMN oltp.email_templates.async IS 'The source awaits its includes.';

CREATE TABLE oltp.enrolment_steps (
    tenant_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    step_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    message_id uuid,
    variant_id uuid,
    result text NOT NULL,
    executed timestamp with time zone DEFAULT now() NOT NULL,
    opened timestamp with time zone,
    clicked timestamp with time zone,
    replied timestamp with time zone,
    bounced timestamp with time zone,
    outcome text,
    settled timestamp with time zone,
    settled_version bigint DEFAULT 0 NOT NULL,
    engaged_version bigint DEFAULT 0 NOT NULL,
    bounce_type text,
    CONSTRAINT enrolment_steps_bounce_type_known CHECK ((bounce_type = ANY (ARRAY['hard'::text, 'soft'::text, 'block'::text]))),
    CONSTRAINT enrolment_steps_message_iff_planned CHECK (((message_id IS NOT NULL) = (result = 'planned'::text))),
    CONSTRAINT enrolment_steps_outcome_known CHECK ((outcome = ANY (ARRAY['accepted'::text, 'rejected'::text, 'uncertain'::text, 'cancelled'::text]))),
    CONSTRAINT enrolment_steps_result_known CHECK ((result = ANY (ARRAY['planned'::text, 'skipped'::text, 'waited'::text, 'held'::text, 'held_not'::text])))
);

ALTER TABLE ONLY oltp.enrolment_steps FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.enrolment_steps IS 'A step that a lead has been through: a second time is impossible, so no message is planned twice.';

COMMENT ON COLUMN oltp.enrolment_steps.result IS 'planned: a message was handed on; held, held_not: what a condition came to.';

COMMENT ON COLUMN oltp.enrolment_steps.opened IS 'First by a person, handed here by the ledger for later conditions; so are the next three.';

COMMENT ON COLUMN oltp.enrolment_steps.outcome IS 'What became of the message; a failed one leaves no row, because it was never sent and is planned anew.';

COMMENT ON COLUMN oltp.enrolment_steps.settled IS 'When it was attempted, or cancelled.';

COMMENT ON COLUMN oltp.enrolment_steps.settled_version IS 'Of the word that outcome is from; an older one changes nothing.';

COMMENT ON COLUMN oltp.enrolment_steps.engaged_version IS 'Of the ledger''s copy in opened and clicked; an older one changes nothing.';

COMMENT ON COLUMN oltp.enrolment_steps.bounce_type IS 'How final the bounce was: three soft ones in a row suppress.';

CREATE TABLE oltp.enrolments (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    list_id uuid,
    state text DEFAULT 'active'::text NOT NULL,
    current_step_id uuid,
    next_due timestamp with time zone,
    email_account_id uuid,
    first_message_id uuid,
    last_message_id uuid,
    exit_reason text,
    exited timestamp with time zone,
    version bigint DEFAULT 1 NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT enrolments_due_only_before_end CHECK (((exited IS NULL) OR (next_due IS NULL))),
    CONSTRAINT enrolments_exit_reason_known CHECK ((exit_reason = ANY (ARRAY['finished'::text, 'replied'::text, 'colleague_replied'::text, 'bounced'::text, 'unsubscribed'::text, 'complained'::text, 'suppressed'::text, 'no_consent'::text, 'lead_deleted'::text, 'removed'::text, 'campaign_ended'::text, 'template_error'::text, 'no_mailbox'::text, 'address_refused'::text]))),
    CONSTRAINT enrolments_finalized_iff_terminal CHECK ((((state = ANY (ARRAY['completed'::text, 'stopped'::text, 'failed'::text])) = (exited IS NOT NULL)) AND ((exited IS NULL) = (exit_reason IS NULL)))),
    CONSTRAINT enrolments_state_known CHECK ((state = ANY (ARRAY['active'::text, 'paused'::text, 'completed'::text, 'stopped'::text, 'failed'::text])))
)
WITH (fillfactor='80');

ALTER TABLE ONLY oltp.enrolments FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.enrolments IS 'A lead''s way through a campaign, of broadcasts too; once a campaign and lead.';

COMMENT ON COLUMN oltp.enrolments.list_id IS 'The list it came from; no foreign key, the list may go.';

COMMENT ON COLUMN oltp.enrolments.current_step_id IS 'The step that is next; NULL before the first and after the last.';

COMMENT ON COLUMN oltp.enrolments.next_due IS 'When the step is to be looked at. The scheduler claims by campaign, so that what waits in a paused one is not read.';

COMMENT ON COLUMN oltp.enrolments.email_account_id IS 'The mailbox that wrote first and goes on writing.';

COMMENT ON COLUMN oltp.enrolments.first_message_id IS 'Heads the thread that same_thread steps reply in; content.email_messages.';

COMMENT ON COLUMN oltp.enrolments.version IS 'Raised by every advance: of two that raced, the second finds it changed.';

CREATE TABLE oltp.export_jobs (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    subject text NOT NULL,
    format text NOT NULL,
    filter jsonb DEFAULT '{}'::jsonb NOT NULL,
    status text DEFAULT 'queued'::text NOT NULL,
    rows_written bigint DEFAULT 0 NOT NULL,
    size_bytes bigint,
    file_ref text,
    error text,
    expires timestamp with time zone,
    created_by uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    started timestamp with time zone,
    finished timestamp with time zone,
    CONSTRAINT export_jobs_filter_object CHECK ((jsonb_typeof(filter) = 'object'::text)),
    CONSTRAINT export_jobs_finished_iff_over CHECK (((finished IS NOT NULL) = (status <> ALL (ARRAY['queued'::text, 'running'::text])))),
    CONSTRAINT export_jobs_format_known CHECK ((format = ANY (ARRAY['csv'::text, 'xlsx'::text, 'json'::text, 'parquet'::text, 'pdf'::text]))),
    CONSTRAINT export_jobs_status_known CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'completed'::text, 'failed'::text, 'cancelled'::text, 'expired'::text]))),
    CONSTRAINT export_jobs_subject_known CHECK ((subject = ANY (ARRAY['leads'::text, 'lists'::text, 'suppressions'::text, 'campaigns'::text, 'messages'::text, 'events'::text, 'analytics'::text, 'audit_log'::text, 'privacy'::text])))
);

ALTER TABLE ONLY oltp.export_jobs FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.export_jobs IS 'A file being made for somebody to download, or made.';

COMMENT ON COLUMN oltp.export_jobs.filter IS 'What of the subject: a segment''s filter, or {campaign_id, from, until}.';

COMMENT ON COLUMN oltp.export_jobs.file_ref IS 'Name in the export store; the file goes when the row expires.';

CREATE TABLE oltp.feature_flags (
    id uuid DEFAULT uuidv7() NOT NULL,
    key text NOT NULL,
    description text,
    is_enabled boolean DEFAULT false NOT NULL,
    rollout_percentage bigint DEFAULT 0 NOT NULL,
    updated_by uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT feature_flags_key_length CHECK (((char_length(key) >= 1) AND (char_length(key) <= 100))),
    CONSTRAINT feature_flags_rollout_range CHECK (((rollout_percentage >= 0) AND (rollout_percentage <= 100)))
);

COMMENT ON TABLE oltp.feature_flags IS 'A part of the product that can be switched on for some tenants first.';

COMMENT ON COLUMN oltp.feature_flags.rollout_percentage IS 'Share of tenants that have it while is_enabled; which ones is a hash of key and tenant.';

CREATE TABLE oltp.folders (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    company_id uuid,
    parent_folder_id bigint,
    name text NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT folders_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200))),
    CONSTRAINT folders_not_in_itself CHECK ((parent_folder_id <> id))
);

ALTER TABLE ONLY oltp.folders FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.folders IS 'A folder of templates.';

ALTER TABLE oltp.folders ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME oltp.folders_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE oltp.handoff_inbox (
    tenant_id uuid NOT NULL,
    handoff_id uuid NOT NULL,
    topic text NOT NULL,
    applied timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY oltp.handoff_inbox FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.handoff_inbox IS 'A handoff applied here; a second delivery finds it and changes nothing.';

CREATE TABLE oltp.handoff_outbox (
    tenant_id uuid NOT NULL,
    handoff_id uuid DEFAULT uuidv7() NOT NULL,
    topic text NOT NULL,
    payload jsonb NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    attempts bigint DEFAULT 0 NOT NULL,
    not_before timestamp with time zone DEFAULT now() NOT NULL,
    last_error text
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='1000');

ALTER TABLE ONLY oltp.handoff_outbox FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.handoff_outbox IS 'News for another tier, written with the change it tells of; the relay deletes what it has delivered.';

COMMENT ON COLUMN oltp.handoff_outbox.payload IS 'One tenant''s batch of one topic; each topic documents its own structure.';

COMMENT ON COLUMN oltp.handoff_outbox.not_before IS 'When the relay may try it (again).';

CREATE TABLE oltp.handoff_parked (
    tenant_id uuid NOT NULL,
    handoff_id uuid NOT NULL,
    topic text NOT NULL,
    payload jsonb NOT NULL,
    created timestamp with time zone NOT NULL,
    attempts bigint NOT NULL,
    error text NOT NULL,
    parked timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY oltp.handoff_parked FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.handoff_parked IS 'A handoff that could not be applied, kept for a person; a system event tells of it.';

COMMENT ON COLUMN oltp.handoff_parked.payload IS 'As it stood in the outbox.';

CREATE TABLE oltp.import_changes (
    tenant_id uuid NOT NULL,
    import_job_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    company_id uuid,
    former jsonb DEFAULT '{}'::jsonb NOT NULL,
    written jsonb DEFAULT '{}'::jsonb NOT NULL,
    tags_added text[] DEFAULT '{}'::text[] NOT NULL,
    lead_updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT import_changes_objects CHECK (((jsonb_typeof(former) = 'object'::text) AND (jsonb_typeof(written) = 'object'::text)))
);

ALTER TABLE ONLY oltp.import_changes FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.import_changes IS 'What an import changed of a lead that was there before, so that it can be undone.';

COMMENT ON COLUMN oltp.import_changes.former IS 'The values before the import: {"title": text | null, "custom_fields.KEY": any | null}.';

COMMENT ON COLUMN oltp.import_changes.written IS 'What the import wrote in their place, by the same names: a field that has another value by now was changed since.';

COMMENT ON COLUMN oltp.import_changes.lead_updated IS 'leads.updated as the import left it.';

CREATE TABLE oltp.import_jobs (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    filename text NOT NULL,
    format text NOT NULL,
    source_sha256 bytea,
    size_bytes bigint DEFAULT 0 NOT NULL,
    mapping jsonb DEFAULT '{}'::jsonb NOT NULL,
    options jsonb DEFAULT '{}'::jsonb NOT NULL,
    on_duplicate text DEFAULT 'skip'::text NOT NULL,
    list_id uuid,
    status text DEFAULT 'queued'::text NOT NULL,
    total_rows bigint,
    processed_rows bigint DEFAULT 0 NOT NULL,
    created_rows bigint DEFAULT 0 NOT NULL,
    updated_rows bigint DEFAULT 0 NOT NULL,
    skipped_rows bigint DEFAULT 0 NOT NULL,
    rejected_rows bigint DEFAULT 0 NOT NULL,
    error text,
    created_by uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    started timestamp with time zone,
    finished timestamp with time zone,
    "position" bigint DEFAULT 0 NOT NULL,
    undo_started timestamp with time zone,
    undone_rows bigint DEFAULT 0 NOT NULL,
    kept_rows bigint DEFAULT 0 NOT NULL,
    CONSTRAINT import_jobs_finished_iff_over CHECK (((finished IS NOT NULL) = (status <> ALL (ARRAY['queued'::text, 'running'::text])))),
    CONSTRAINT import_jobs_format_known CHECK ((format = ANY (ARRAY['csv'::text, 'xlsx'::text, 'json'::text]))),
    CONSTRAINT import_jobs_mapping_object CHECK ((jsonb_typeof(mapping) = 'object'::text)),
    CONSTRAINT import_jobs_on_duplicate_known CHECK ((on_duplicate = ANY (ARRAY['skip'::text, 'update'::text]))),
    CONSTRAINT import_jobs_options_object CHECK ((jsonb_typeof(options) = 'object'::text)),
    CONSTRAINT import_jobs_status_known CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'completed'::text, 'failed'::text, 'cancelled'::text, 'rolled_back'::text])))
);

ALTER TABLE ONLY oltp.import_jobs FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.import_jobs IS 'A file of leads being read, or read.';

COMMENT ON COLUMN oltp.import_jobs.mapping IS '{"Column in the file": "email" | "first_name" | … | "custom_fields.KEY" | "tags"}; columns not named are left out.';

COMMENT ON COLUMN oltp.import_jobs.options IS '{encoding, delimiter, sheet, tags: [text], source, tracking_consent, check_mx: bool}.';

COMMENT ON COLUMN oltp.import_jobs.on_duplicate IS 'An address that is there already is left alone or updated; it cannot be there twice.';

COMMENT ON COLUMN oltp.import_jobs."position" IS 'The last line of the file whose batch has committed; what comes after it is not done yet.';

COMMENT ON COLUMN oltp.import_jobs.undo_started IS 'Somebody asked to undo it; rolled_back says that this is done.';

COMMENT ON COLUMN oltp.import_jobs.undone_rows IS 'Leads that undoing removed or gave their former values.';

COMMENT ON COLUMN oltp.import_jobs.kept_rows IS 'Leads it had made and that were used or changed since: undoing deleted them so that they can be restored.';

CREATE TABLE oltp.import_rejects (
    tenant_id uuid NOT NULL,
    import_job_id uuid NOT NULL,
    line bigint NOT NULL,
    company_id uuid,
    reason text NOT NULL,
    is_warning boolean DEFAULT false NOT NULL,
    raw jsonb NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    detail text,
    CONSTRAINT import_rejects_raw_object CHECK ((jsonb_typeof(raw) = 'object'::text)),
    CONSTRAINT import_rejects_reason_shape CHECK ((reason ~ '^[a-z][a-z_]*$'::text))
);

ALTER TABLE ONLY oltp.import_rejects FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.import_rejects IS 'A row of an import that was refused, or taken with a warning, and why.';

COMMENT ON COLUMN oltp.import_rejects.line IS 'In the file, the heading being line 1.';

COMMENT ON COLUMN oltp.import_rejects.reason IS 'email_invalid, email_missing, suppressed, duplicate, field_invalid; warnings: no_mx, disposable, role_address.';

COMMENT ON COLUMN oltp.import_rejects.raw IS 'The row as it was: {"Column in the file": text}.';

COMMENT ON COLUMN oltp.import_rejects.detail IS 'The reason in words, with the column and what is expected; NULL where the code says all.';

CREATE TABLE oltp.inbox_tags (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    value text NOT NULL,
    color text,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT inbox_tags_color_is_rrggbb CHECK ((color ~ '^#[0-9a-f]{6}$'::text)),
    CONSTRAINT inbox_tags_value_normalised CHECK (((value = lower(value)) AND ((char_length(value) >= 1) AND (char_length(value) <= 50))))
);

ALTER TABLE ONLY oltp.inbox_tags FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.inbox_tags IS 'A label offered for conversations; which one carries it is in content.message_threads.tags.';

CREATE TABLE oltp.invitations (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    email text NOT NULL,
    roles text[] NOT NULL,
    all_companies boolean DEFAULT false NOT NULL,
    company_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    token_hash bytea NOT NULL,
    invited_by uuid,
    expires timestamp with time zone NOT NULL,
    accepted timestamp with time zone,
    revoked timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT invitations_email_normalised CHECK ((email = lower(email))),
    CONSTRAINT invitations_roles_known CHECK ((roles <@ ARRAY['owner'::text, 'admin'::text, 'manager'::text, 'member'::text, 'client'::text, 'viewer'::text])),
    CONSTRAINT invitations_token_is_sha256 CHECK ((octet_length(token_hash) = 32))
);

ALTER TABLE ONLY oltp.invitations FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.invitations IS 'An open or answered invitation to join a tenant; at most one open per address.';

COMMENT ON COLUMN oltp.invitations.company_ids IS 'Companies copied to member_companies when accepted; ids that no longer exist are left out.';

COMMENT ON COLUMN oltp.invitations.token_hash IS 'SHA-256 of the 256-bit token in the link. Not unique by index: such a key could not start with the tenant.';

CREATE TABLE oltp.ip_blacklist_checks (
    smtp_ip_address_id uuid NOT NULL,
    list_name text NOT NULL,
    is_listed boolean NOT NULL,
    listed_since timestamp with time zone,
    answer text,
    checked timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ip_blacklist_checks_since_iff_listed CHECK (((listed_since IS NOT NULL) = is_listed))
);

COMMENT ON TABLE oltp.ip_blacklist_checks IS 'What one blocklist or mailbox provider last said of an IP.';

COMMENT ON COLUMN oltp.ip_blacklist_checks.list_name IS 'zen.spamhaus.org, …, or a provider: gmail, outlook.';

CREATE TABLE oltp.ip_reputation_days (
    smtp_ip_address_id uuid NOT NULL,
    day date NOT NULL,
    reputation_state text NOT NULL,
    lists_checked bigint DEFAULT 0 NOT NULL,
    lists_listed bigint DEFAULT 0 NOT NULL,
    sent bigint DEFAULT 0 NOT NULL,
    bounced bigint DEFAULT 0 NOT NULL,
    complained bigint DEFAULT 0 NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ip_reputation_days_state_known CHECK ((reputation_state = ANY (ARRAY['good'::text, 'fair'::text, 'poor'::text, 'critical'::text])))
);

COMMENT ON TABLE oltp.ip_reputation_days IS 'An IP''s reputation on a UTC day.';

CREATE TABLE oltp.lead_engagement (
    tenant_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    company_id uuid,
    version bigint DEFAULT 0 NOT NULL,
    sent bigint DEFAULT 0 NOT NULL,
    opened_human bigint DEFAULT 0 NOT NULL,
    clicked_human bigint DEFAULT 0 NOT NULL,
    replied bigint DEFAULT 0 NOT NULL,
    soft_bounces_in_row bigint DEFAULT 0 NOT NULL,
    score bigint DEFAULT 0 NOT NULL,
    last_sent timestamp with time zone,
    last_opened timestamp with time zone,
    last_clicked timestamp with time zone,
    last_replied timestamp with time zone,
    last_bounced timestamp with time zone,
    last_engaged timestamp with time zone,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    last_open_date date,
    CONSTRAINT lead_engagement_score_range CHECK (((score >= 0) AND (score <= 100)))
)
WITH (fillfactor='80');

ALTER TABLE ONLY oltp.lead_engagement FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.lead_engagement IS 'What the ledger knows of a lead, handed here for segments and conditions. Apart from leads: it changes often, and leads carries GIN indexes.';

COMMENT ON COLUMN oltp.lead_engagement.version IS 'Of the handed copy; an older one changes nothing.';

COMMENT ON COLUMN oltp.lead_engagement.opened_human IS 'Messages opened by a person; machine opens never count here.';

COMMENT ON COLUMN oltp.lead_engagement.soft_bounces_in_row IS 'Back to 0 at a delivery; the third suppresses.';

COMMENT ON COLUMN oltp.lead_engagement.last_open_date IS 'Of leads with tracking_consent last_date_only: the UTC day of the last open, overwritten by the next; NULL for all others. Not part of the handed copy.';

CREATE TABLE oltp.lead_keys (
    tenant_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    company_id uuid,
    key_sealed bytea NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY oltp.lead_keys FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.lead_keys IS 'The key that seals what is kept of a lead in other tiers and in backups; its deletion erases all of it.';

CREATE TABLE oltp.lead_send_days (
    tenant_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    day date NOT NULL,
    company_id uuid,
    planned bigint DEFAULT 0 NOT NULL,
    last_planned timestamp with time zone NOT NULL
);

ALTER TABLE ONLY oltp.lead_send_days FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.lead_send_days IS 'How often a lead is written to on a UTC day, over all campaigns: the frequency cap. Deleted after a week.';

COMMENT ON COLUMN oltp.lead_send_days.last_planned IS 'Planned time of the day''s last message, for tenant_policies.min_hours_between_emails.';

CREATE TABLE oltp.leads (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    email text NOT NULL,
    email_domain text GENERATED ALWAYS AS (split_part(email, '@'::text, 2)) STORED NOT NULL,
    name text,
    first_name text,
    last_name text,
    company text,
    title text,
    phone text,
    status text DEFAULT 'active'::text NOT NULL,
    stage text DEFAULT 'new'::text NOT NULL,
    custom_fields jsonb DEFAULT '{}'::jsonb NOT NULL,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    source text,
    import_job_id uuid,
    timezone text,
    language text,
    country text,
    tracking_consent text DEFAULT 'full'::text NOT NULL,
    mx_status text DEFAULT 'unknown'::text NOT NULL,
    receiving_provider text,
    is_role boolean DEFAULT false NOT NULL,
    is_disposable boolean DEFAULT false NOT NULL,
    address_checked timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    deleted timestamp with time zone,
    CONSTRAINT leads_custom_fields_object CHECK ((jsonb_typeof(custom_fields) = 'object'::text)),
    CONSTRAINT leads_email_normalised CHECK (((email = lower(email)) AND (char_length(email) <= 255) AND (email ~ '^[^@[:space:]]+@[^@[:space:]]+$'::text))),
    CONSTRAINT leads_mx_status_known CHECK ((mx_status = ANY (ARRAY['unknown'::text, 'found'::text, 'missing'::text, 'error'::text]))),
    CONSTRAINT leads_names_length CHECK ((GREATEST(char_length(name), char_length(first_name), char_length(last_name), char_length(company), char_length(title)) <= 200)),
    CONSTRAINT leads_stage_known CHECK ((stage = ANY (ARRAY['new'::text, 'contacted'::text, 'replied'::text, 'interested'::text, 'meeting'::text, 'converted'::text, 'not_interested'::text]))),
    CONSTRAINT leads_status_known CHECK ((status = ANY (ARRAY['active'::text, 'replied'::text, 'bounced'::text, 'unsubscribed'::text, 'complained'::text]))),
    CONSTRAINT leads_tracking_consent_known CHECK ((tracking_consent = ANY (ARRAY['off'::text, 'last_date_only'::text, 'full'::text])))
);

ALTER TABLE ONLY oltp.leads FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.leads IS 'Somebody to write to. An address is there once a company, and once in what the tenant shares.';

COMMENT ON COLUMN oltp.leads.name IS 'Full name, where the parts are not known.';

COMMENT ON COLUMN oltp.leads.company IS 'The lead''s own employer.';

COMMENT ON COLUMN oltp.leads.status IS 'Whether mail may be sent: active and replied may be written to, the others not.';

COMMENT ON COLUMN oltp.leads.stage IS 'How far the conversation is; set by triage and by people.';

COMMENT ON COLUMN oltp.leads.custom_fields IS 'By custom_field_definitions.key: {"birthday": "1990-01-15", "purchase_count": 5, "lifetime_value": 459.99, "favorite_category": "electronics", "vip_status": true}.';

COMMENT ON COLUMN oltp.leads.timezone IS 'IANA name for recipient-local windows; NULL = the campaign''s.';

COMMENT ON COLUMN oltp.leads.tracking_consent IS 'off: no pixel, no link is rewritten; last_date_only: only the date of the last open is kept, overwritten; full.';

COMMENT ON COLUMN oltp.leads.receiving_provider IS 'Who runs the address''s MX: google, microsoft, yahoo, proofpoint …; NULL = not looked up.';

CREATE TABLE oltp.list_contacts (
    tenant_id uuid NOT NULL,
    list_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    company_id uuid,
    status text DEFAULT 'subscribed'::text NOT NULL,
    lead_deleted boolean DEFAULT false NOT NULL,
    source text,
    confirm_token_hash bytea,
    confirm_sent timestamp with time zone,
    confirmed timestamp with time zone,
    confirmed_ip inet,
    unsubscribed timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    confirm_mails bigint DEFAULT 0 NOT NULL,
    CONSTRAINT list_contacts_status_known CHECK ((status = ANY (ARRAY['pending'::text, 'subscribed'::text, 'unsubscribed'::text]))),
    CONSTRAINT list_contacts_unsubscribed_dated CHECK (((status <> 'unsubscribed'::text) OR (unsubscribed IS NOT NULL)))
);

ALTER TABLE ONLY oltp.list_contacts FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.list_contacts IS 'A lead''s membership of a list; the pair is the key.';

COMMENT ON COLUMN oltp.list_contacts.company_id IS 'The lead''s company.';

COMMENT ON COLUMN oltp.list_contacts.status IS 'pending: the confirmation of a double opt-in is awaited.';

COMMENT ON COLUMN oltp.list_contacts.lead_deleted IS 'Copy of leads.deleted IS NOT NULL, so that membership is counted without the lead.';

COMMENT ON COLUMN oltp.list_contacts.confirm_token_hash IS 'SHA-256 of the link''s token; the token itself is made anew from a key when the mail is sent.';

COMMENT ON COLUMN oltp.list_contacts.confirmed_ip IS 'From where the double opt-in was confirmed: with the time, the proof.';

COMMENT ON COLUMN oltp.list_contacts.confirm_mails IS 'Confirmation mails asked for since the lead was added or came back; three at most.';

CREATE TABLE oltp.list_count_changes (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    list_id uuid NOT NULL,
    company_id uuid,
    change bigint NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY oltp.list_count_changes FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.list_count_changes IS 'By how much a list''s members became more or fewer; added to lists.contact_count every few minutes. No foreign keys: a list that is purged takes its members with it, which is noted here when the list is gone.';

COMMENT ON COLUMN oltp.list_count_changes.company_id IS 'The leads'' company: who changes a lead''s memberships may write it down, whoever sees the list.';

CREATE TABLE oltp.lists (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    name text NOT NULL,
    description text,
    opt_in text DEFAULT 'single'::text NOT NULL,
    is_public boolean DEFAULT false NOT NULL,
    contact_count bigint DEFAULT 0 NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    deleted timestamp with time zone,
    CONSTRAINT lists_metadata_object CHECK ((jsonb_typeof(metadata) = 'object'::text)),
    CONSTRAINT lists_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200))),
    CONSTRAINT lists_opt_in_known CHECK ((opt_in = ANY (ARRAY['single'::text, 'double'::text])))
)
WITH (fillfactor='70');

ALTER TABLE ONLY oltp.lists FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.lists IS 'A named set of leads somebody chose, or that people joined.';

COMMENT ON COLUMN oltp.lists.is_public IS 'Offered on the tenant''s subscription page.';

COMMENT ON COLUMN oltp.lists.contact_count IS 'Subscribed members whose lead is not deleted, but for the changes that still wait in list_count_changes; recounted nightly.';

COMMENT ON COLUMN oltp.lists.metadata IS 'The tenant''s own notes; the product reads none of it.';

CREATE TABLE oltp.mailbox_from_addresses (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid NOT NULL,
    email_account_id uuid NOT NULL,
    domain_id uuid,
    address text NOT NULL,
    display_name text,
    reply_to text,
    is_default boolean DEFAULT false NOT NULL,
    verified timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT mailbox_from_addresses_normalised CHECK (((address = lower(address)) AND (reply_to = lower(reply_to))))
);

ALTER TABLE ONLY oltp.mailbox_from_addresses FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.mailbox_from_addresses IS 'A From address that a mailbox or relay may use.';

CREATE TABLE oltp.member_companies (
    tenant_id uuid NOT NULL,
    user_id uuid NOT NULL,
    company_id uuid NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY oltp.member_companies FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.member_companies IS 'A company that a member without all_companies may see.';

CREATE TABLE oltp.payments (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    subscription_id uuid NOT NULL,
    initiated_by_user_id uuid,
    amount bigint NOT NULL,
    currency text DEFAULT 'USD'::text NOT NULL,
    status text NOT NULL,
    processed timestamp with time zone,
    description text,
    stripe_payment_intent_id text,
    stripe_invoice_id text,
    billing_period_start timestamp with time zone,
    billing_period_end timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT payments_currency_shape CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT payments_period_forward CHECK ((billing_period_end > billing_period_start)),
    CONSTRAINT payments_status_known CHECK ((status = ANY (ARRAY['processing'::text, 'succeeded'::text, 'failed'::text, 'refunded'::text, 'partially_refunded'::text])))
);

ALTER TABLE ONLY oltp.payments FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.payments IS 'A payment as far as the product shows it; the rest is in Stripe. Kept 7 years: neither its subscription nor its tenant can be deleted before.';

COMMENT ON COLUMN oltp.payments.amount IS 'Minor units of currency; negative for a refund of its own.';

CREATE TABLE oltp.permissions (
    id bigint NOT NULL,
    name text NOT NULL,
    description text,
    category text DEFAULT 'general'::text NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT permissions_category_length CHECK (((char_length(category) >= 1) AND (char_length(category) <= 50))),
    CONSTRAINT permissions_name_shape CHECK (((name ~ '^[a-z_]+:[a-z_]+$'::text) AND (char_length(name) <= 100)))
);

COMMENT ON TABLE oltp.permissions IS 'Something staff may do; the code asks for it by name.';

CREATE TABLE oltp.plan_prices (
    id uuid DEFAULT uuidv7() NOT NULL,
    plan_id uuid NOT NULL,
    billing_interval text NOT NULL,
    amount bigint NOT NULL,
    currency text DEFAULT 'USD'::text NOT NULL,
    stripe_price_id text NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT plan_prices_amount_not_negative CHECK ((amount >= 0)),
    CONSTRAINT plan_prices_currency_shape CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT plan_prices_interval_known CHECK ((billing_interval = ANY (ARRAY['month'::text, 'year'::text])))
);

COMMENT ON TABLE oltp.plan_prices IS 'Which Stripe price sells a plan; one active a plan, interval and currency. Checkout needs it.';

COMMENT ON COLUMN oltp.plan_prices.amount IS 'Minor units of currency.';

CREATE TABLE oltp.plans (
    id uuid DEFAULT uuidv7() NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    description text,
    max_users bigint,
    max_workspaces bigint,
    max_domains bigint,
    max_campaigns_per_month bigint,
    api_rate_limit bigint,
    max_email_accounts bigint,
    max_emails_per_month bigint,
    max_warmups bigint,
    max_contacts bigint,
    max_storage_gb bigint,
    api_access boolean DEFAULT false NOT NULL,
    priority_support boolean DEFAULT false NOT NULL,
    advanced_analytics boolean DEFAULT false NOT NULL,
    white_label boolean DEFAULT false NOT NULL,
    price_monthly bigint,
    price_yearly bigint,
    currency text DEFAULT 'USD'::text NOT NULL,
    overage_emails bigint,
    overage_price bigint,
    trial_days bigint DEFAULT 0 NOT NULL,
    notes text,
    is_active boolean DEFAULT true NOT NULL,
    stripe_product_id text,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT plans_currency_shape CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT plans_limits_not_negative CHECK ((LEAST(max_users, max_workspaces, max_domains, max_campaigns_per_month, api_rate_limit, max_email_accounts, max_emails_per_month, max_warmups, max_contacts, max_storage_gb, price_monthly, price_yearly, trial_days) >= 0)),
    CONSTRAINT plans_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100))),
    CONSTRAINT plans_overage_whole CHECK ((((overage_emails IS NULL) = (overage_price IS NULL)) AND COALESCE(((overage_emails > 0) AND (overage_price >= 0)), true))),
    CONSTRAINT plans_slug_shape CHECK (((slug ~ '^[a-z0-9](-?[a-z0-9])*$'::text) AND (char_length(slug) <= 100)))
);

COMMENT ON TABLE oltp.plans IS 'A plan on offer or once offered. In every max_ column NULL = unlimited and 0 = none.';

COMMENT ON COLUMN oltp.plans.api_rate_limit IS 'Requests a minute and tenant.';

COMMENT ON COLUMN oltp.plans.price_monthly IS 'Minor units of currency, for display; what is charged is Stripe''s price (plan_prices).';

COMMENT ON COLUMN oltp.plans.price_yearly IS 'Minor units of currency for twelve months.';

COMMENT ON COLUMN oltp.plans.overage_emails IS 'Beyond max_emails_per_month, each started block of this many costs overage_price; NULL = sending stops at the limit.';

COMMENT ON COLUMN oltp.plans.is_active IS 'false = not offered any more, still renewed for those who have it.';

CREATE TABLE oltp.privacy_requests (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    subject_id uuid,
    address_hash bytea,
    status text DEFAULT 'received'::text NOT NULL,
    requested_by uuid,
    report jsonb DEFAULT '{}'::jsonb NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    completed timestamp with time zone,
    CONSTRAINT privacy_requests_completed_iff_done CHECK (((completed IS NOT NULL) = (status = ANY (ARRAY['completed'::text, 'refused'::text])))),
    CONSTRAINT privacy_requests_kind_known CHECK ((kind = ANY (ARRAY['export'::text, 'erase'::text, 'restrict'::text]))),
    CONSTRAINT privacy_requests_names_subject CHECK (((subject_id IS NOT NULL) OR (address_hash IS NOT NULL))),
    CONSTRAINT privacy_requests_report_object CHECK ((jsonb_typeof(report) = 'object'::text)),
    CONSTRAINT privacy_requests_status_known CHECK ((status = ANY (ARRAY['received'::text, 'running'::text, 'completed'::text, 'refused'::text, 'failed'::text]))),
    CONSTRAINT privacy_requests_subject_known CHECK ((subject = ANY (ARRAY['lead'::text, 'user'::text, 'tenant'::text])))
);

ALTER TABLE ONLY oltp.privacy_requests FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.privacy_requests IS 'Somebody''s request for their data or its erasure; also the journal that is replayed after a restore. A whole tenant''s erasure belongs to the reserved tenant.';

COMMENT ON COLUMN oltp.privacy_requests.address_hash IS 'HMAC-SHA-256 of the address under the tenant''s address_hash key: names the person after the row is gone.';

COMMENT ON COLUMN oltp.privacy_requests.report IS 'Rows touched by table: {"oltp.leads": 1, …}.';

CREATE TABLE oltp.report_runs (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    scheduled_report_id uuid NOT NULL,
    due timestamp with time zone NOT NULL,
    status text DEFAULT 'running'::text NOT NULL,
    file_ref text,
    error text,
    created timestamp with time zone DEFAULT now() NOT NULL,
    finished timestamp with time zone,
    CONSTRAINT report_runs_finished_iff_over CHECK (((finished IS NULL) = (status = 'running'::text))),
    CONSTRAINT report_runs_status_known CHECK ((status = ANY (ARRAY['running'::text, 'sent'::text, 'failed'::text])))
);

ALTER TABLE ONLY oltp.report_runs FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.report_runs IS 'One making of a scheduled report; once a due time.';

CREATE TABLE oltp.retention_policies (
    tenant_id uuid NOT NULL,
    content_type text NOT NULL,
    retention_days bigint,
    auto_archive boolean DEFAULT false NOT NULL,
    auto_delete boolean DEFAULT true NOT NULL,
    legal_hold boolean DEFAULT false NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT retention_policies_content_type_known CHECK ((content_type = ANY (ARRAY['email_content'::text, 'attachments'::text, 'email_messages'::text, 'email_events'::text, 'hits'::text, 'analytics'::text, 'inactive_leads'::text, 'exports'::text, 'inbox_trash'::text, 'notifications'::text, 'audit_log'::text, 'logs'::text]))),
    CONSTRAINT retention_policies_days_positive CHECK ((retention_days > 0))
);

ALTER TABLE ONLY oltp.retention_policies FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.retention_policies IS 'How long a tenant keeps one kind of content; a kind without a row takes the platform''s default (the reserved tenant''s row).';

COMMENT ON COLUMN oltp.retention_policies.content_type IS 'email_events: events, verdicts and states, then archived; hits: addresses and user agents in them, then cleared; analytics: facts, then archived.';

COMMENT ON COLUMN oltp.retention_policies.retention_days IS 'NULL = kept for ever.';

COMMENT ON COLUMN oltp.retention_policies.auto_archive IS 'Events and facts leave for the archive after their days; false: they stay.';

COMMENT ON COLUMN oltp.retention_policies.legal_hold IS 'Nothing of this kind is deleted while true, whatever the days say.';

CREATE TABLE oltp.rotation_pool_members (
    tenant_id uuid NOT NULL,
    rotation_pool_id uuid NOT NULL,
    email_account_id uuid NOT NULL,
    company_id uuid NOT NULL,
    weight bigint DEFAULT 1 NOT NULL,
    resting_until timestamp with time zone,
    rest_reason text,
    failures_in_row bigint DEFAULT 0 NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT rotation_pool_members_weight_positive CHECK ((weight > 0))
);

ALTER TABLE ONLY oltp.rotation_pool_members FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.rotation_pool_members IS 'A mailbox in a pool; rests 24 h after bounces above 5 %, 48 h after a second complaint, 1 h after three failures in a row.';

CREATE TABLE oltp.rotation_pools (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid NOT NULL,
    name text NOT NULL,
    strategy text DEFAULT 'weighted'::text NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT rotation_pools_strategy_known CHECK ((strategy = ANY (ARRAY['round_robin'::text, 'weighted'::text, 'least_used'::text, 'same_provider'::text])))
);

ALTER TABLE ONLY oltp.rotation_pools FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.rotation_pools IS 'Mailboxes that share a campaign''s mail.';

COMMENT ON COLUMN oltp.rotation_pools.strategy IS 'same_provider: Google writes to Google, Microsoft to Microsoft, where the pool has both.';

CREATE TABLE oltp.scheduled_reports (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    name text NOT NULL,
    report text NOT NULL,
    options jsonb DEFAULT '{}'::jsonb NOT NULL,
    format text DEFAULT 'pdf'::text NOT NULL,
    frequency text NOT NULL,
    send_hour bigint DEFAULT 8 NOT NULL,
    timezone text DEFAULT 'UTC'::text NOT NULL,
    recipients text[] NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    next_run timestamp with time zone NOT NULL,
    last_run timestamp with time zone,
    created_by uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT scheduled_reports_format_known CHECK ((format = ANY (ARRAY['pdf'::text, 'csv'::text, 'xlsx'::text, 'html'::text]))),
    CONSTRAINT scheduled_reports_frequency_known CHECK ((frequency = ANY (ARRAY['daily'::text, 'weekly'::text, 'monthly'::text]))),
    CONSTRAINT scheduled_reports_hour_range CHECK (((send_hour >= 0) AND (send_hour <= 23))),
    CONSTRAINT scheduled_reports_options_object CHECK ((jsonb_typeof(options) = 'object'::text)),
    CONSTRAINT scheduled_reports_recipients_given CHECK ((cardinality(recipients) > 0))
);

ALTER TABLE ONLY oltp.scheduled_reports FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.scheduled_reports IS 'A report that is sent by mail again and again.';

COMMENT ON COLUMN oltp.scheduled_reports.options IS '{range: "7d" | "30d" | "90d", campaign_ids: [uuid], group_by: "day" | "week" | "month", white_label: bool}.';

COMMENT ON COLUMN oltp.scheduled_reports.send_hour IS 'Hour of the day in timezone.';

CREATE TABLE oltp.segments (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    name text NOT NULL,
    description text,
    filter jsonb NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    deleted timestamp with time zone,
    CONSTRAINT segments_filter_object CHECK ((jsonb_typeof(filter) = 'object'::text)),
    CONSTRAINT segments_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200)))
);

ALTER TABLE ONLY oltp.segments FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.segments IS 'A question about leads, answered when it is used.';

COMMENT ON COLUMN oltp.segments.filter IS '{"all" | "any" | "none": [filter | {"field": "status" | "tags" | "custom_fields.KEY" | "engagement.last_opened" | "list" | …, "op": "is" | "not" | "has" | "before" | "after" | "above" | "below" | "empty", "value": any}]}.';

CREATE TABLE oltp.sessions (
    id uuid DEFAULT uuidv7() NOT NULL,
    user_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    active_tenant uuid,
    ip inet,
    user_agent text,
    device_info text,
    second_factor timestamp with time zone,
    started timestamp with time zone DEFAULT now() NOT NULL,
    last_activity timestamp with time zone DEFAULT now() NOT NULL,
    expires timestamp with time zone NOT NULL,
    revoked timestamp with time zone,
    CONSTRAINT sessions_token_is_sha256 CHECK ((octet_length(token_hash) = 32))
);

ALTER TABLE ONLY oltp.sessions FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.sessions IS 'A signed-in browser or tool, of members and of staff; the token itself is never stored.';

COMMENT ON COLUMN oltp.sessions.active_tenant IS 'The tenant the person works in; the membership is looked up at each request. No foreign key: sessions are not a tenant''s.';

COMMENT ON COLUMN oltp.sessions.second_factor IS 'When the second factor was given; NULL = not given.';

CREATE TABLE oltp.smtp_ip_addresses (
    id uuid DEFAULT uuidv7() NOT NULL,
    vps_instance_id uuid,
    ip_address inet NOT NULL,
    hostname text,
    status text DEFAULT 'available'::text NOT NULL,
    reputation_state text DEFAULT 'good'::text NOT NULL,
    dedicated_to uuid,
    approximate_cost bigint,
    currency text DEFAULT 'USD'::text NOT NULL,
    last_reputation_check timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT smtp_ip_addresses_currency_shape CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT smtp_ip_addresses_reputation_known CHECK ((reputation_state = ANY (ARRAY['good'::text, 'fair'::text, 'poor'::text, 'critical'::text]))),
    CONSTRAINT smtp_ip_addresses_status_known CHECK ((status = ANY (ARRAY['available'::text, 'assigned'::text, 'warming'::text, 'warmed'::text, 'degraded'::text, 'burned'::text, 'quarantined'::text])))
);

COMMENT ON TABLE oltp.smtp_ip_addresses IS 'An address that mail leaves from. How many domains use it is counted from domain_ip_assignments.';

COMMENT ON COLUMN oltp.smtp_ip_addresses.hostname IS 'What its PTR record and HELO say.';

COMMENT ON COLUMN oltp.smtp_ip_addresses.dedicated_to IS 'The only tenant that may use it; NULL = shared. No foreign key, as in vps_instances.';

COMMENT ON COLUMN oltp.smtp_ip_addresses.approximate_cost IS 'A month, in minor units of currency.';

CREATE TABLE oltp.snippets (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    key text NOT NULL,
    content text NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT snippets_key_shape CHECK ((key ~ '^[a-z][a-z0-9_]{0,62}$'::text))
);

ALTER TABLE ONLY oltp.snippets FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.snippets IS 'A piece of text that templates include: a signature, an address, alternatives to choose from.';

CREATE TABLE oltp.staff_members (
    user_id uuid NOT NULL,
    role_id bigint NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    notes text,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY oltp.staff_members FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.staff_members IS 'A user who works for the platform. Nobody acts as a customer; what staff do is in the audit log.';

CREATE TABLE oltp.staff_role_permissions (
    role_id bigint NOT NULL,
    permission_id bigint NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL
);

COMMENT ON TABLE oltp.staff_role_permissions IS 'A role has a permission.';

CREATE TABLE oltp.staff_roles (
    id bigint NOT NULL,
    name text NOT NULL,
    description text,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT staff_roles_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 50)))
);

COMMENT ON TABLE oltp.staff_roles IS 'What somebody does for the platform.';

CREATE TABLE oltp.step_variants (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    step_id uuid NOT NULL,
    label text NOT NULL,
    template_id uuid NOT NULL,
    template_version bigint,
    subject_override text,
    weight bigint DEFAULT 1 NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT step_variants_label_shape CHECK ((label ~ '^[A-Z]$'::text)),
    CONSTRAINT step_variants_subject_length CHECK ((char_length(subject_override) <= 500)),
    CONSTRAINT step_variants_weight_not_negative CHECK ((weight >= 0))
);

ALTER TABLE ONLY oltp.step_variants FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.step_variants IS 'One of several forms of an email step (A, B …). A step without variants sends its own template.';

COMMENT ON COLUMN oltp.step_variants.weight IS 'Share among the active ones; 0 = no new leads.';

CREATE TABLE oltp.stripe_customers (
    stripe_customer_id text NOT NULL,
    tenant_id uuid NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY oltp.stripe_customers FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.stripe_customers IS 'Which tenant a Stripe customer is: unique over all tenants, and how a webhook finds its tenant.';

COMMENT ON COLUMN oltp.stripe_customers.tenant_id IS 'No foreign key: the table is the same on every node of a distributed engine, tenants are not.';

CREATE TABLE oltp.stripe_events (
    id text NOT NULL,
    type text NOT NULL,
    api_version text,
    livemode boolean NOT NULL,
    stripe_customer_id text,
    occurred timestamp with time zone NOT NULL,
    payload jsonb NOT NULL,
    received timestamp with time zone DEFAULT now() NOT NULL,
    applied timestamp with time zone,
    attempts bigint DEFAULT 0 NOT NULL,
    last_error text,
    CONSTRAINT stripe_events_payload_object CHECK ((jsonb_typeof(payload) = 'object'::text))
);

COMMENT ON TABLE oltp.stripe_events IS 'A webhook as Stripe sent it, taken once; a hint to fetch the object again. Kept 90 days or longer, beyond every retry.';

COMMENT ON COLUMN oltp.stripe_events.payload IS 'Stripe''s event object, unchanged.';

CREATE TABLE oltp.stripe_syncs (
    id uuid DEFAULT uuidv7() NOT NULL,
    started timestamp with time zone DEFAULT now() NOT NULL,
    finished timestamp with time zone,
    checked bigint DEFAULT 0 NOT NULL,
    repaired bigint DEFAULT 0 NOT NULL,
    error text
);

COMMENT ON TABLE oltp.stripe_syncs IS 'A comparison of everything here with Stripe, every six hours.';

CREATE TABLE oltp.subscription_addons (
    tenant_id uuid NOT NULL,
    id text NOT NULL,
    subscription_id uuid NOT NULL,
    addon_type text NOT NULL,
    quantity bigint DEFAULT 1 NOT NULL,
    price_monthly bigint,
    currency text DEFAULT 'USD'::text NOT NULL,
    stripe_price_id text,
    is_active boolean DEFAULT true NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT subscription_addons_currency_shape CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT subscription_addons_price_not_negative CHECK ((price_monthly >= 0)),
    CONSTRAINT subscription_addons_quantity_positive CHECK ((quantity > 0)),
    CONSTRAINT subscription_addons_type_known CHECK ((addon_type = ANY (ARRAY['dedicated_ip'::text, 'emails'::text, 'email_accounts'::text, 'domains'::text, 'users'::text, 'workspaces'::text, 'contacts'::text, 'storage'::text])))
);

ALTER TABLE ONLY oltp.subscription_addons FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.subscription_addons IS 'Something bought on top of a plan; raises the limit it is named after.';

COMMENT ON COLUMN oltp.subscription_addons.id IS 'Stripe''s subscription item, or our own text where Stripe is not used.';

COMMENT ON COLUMN oltp.subscription_addons.price_monthly IS 'Minor units of currency for one.';

CREATE TABLE oltp.subscriptions (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    plan_id uuid NOT NULL,
    pending_plan_id uuid,
    status text NOT NULL,
    current_period_start timestamp with time zone NOT NULL,
    current_period_end timestamp with time zone NOT NULL,
    trial_end timestamp with time zone,
    cancel_at_period_end boolean DEFAULT false NOT NULL,
    cancel_reason text,
    cancel_date timestamp with time zone,
    ended timestamp with time zone,
    past_due_since timestamp with time zone,
    overage_allowed boolean DEFAULT false NOT NULL,
    billing_contact_user_id uuid,
    stripe_subscription_id text,
    stripe_updated timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT subscriptions_cancel_dated CHECK (((NOT cancel_at_period_end) OR (cancel_date IS NOT NULL))),
    CONSTRAINT subscriptions_ended_iff_over CHECK (((ended IS NOT NULL) = (status = ANY (ARRAY['canceled'::text, 'incomplete_expired'::text])))),
    CONSTRAINT subscriptions_pending_plan_differs CHECK ((pending_plan_id <> plan_id)),
    CONSTRAINT subscriptions_period_forward CHECK ((current_period_end > current_period_start)),
    CONSTRAINT subscriptions_status_known CHECK ((status = ANY (ARRAY['incomplete'::text, 'incomplete_expired'::text, 'trialing'::text, 'active'::text, 'past_due'::text, 'canceled'::text, 'unpaid'::text, 'paused'::text])))
);

ALTER TABLE ONLY oltp.subscriptions FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.subscriptions IS 'A tenant''s subscription, now or once; at most one lives. Statuses are Stripe''s.';

COMMENT ON COLUMN oltp.subscriptions.pending_plan_id IS 'The plan that takes over at current_period_end (a downgrade).';

COMMENT ON COLUMN oltp.subscriptions.current_period_end IS 'First moment after the period: [current_period_start, current_period_end).';

COMMENT ON COLUMN oltp.subscriptions.overage_allowed IS 'The tenant agreed to pay the plan''s overage instead of being stopped.';

COMMENT ON COLUMN oltp.subscriptions.stripe_subscription_id IS 'NULL where Stripe is not used; a Stripe subscription belongs to one customer, so one tenant.';

COMMENT ON COLUMN oltp.subscriptions.stripe_updated IS 'When Stripe made the state that is stored: an older event changes nothing.';

CREATE TABLE oltp.suppressions (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    scope text DEFAULT 'tenant'::text NOT NULL,
    campaign_type text,
    target text DEFAULT 'address'::text NOT NULL,
    target_hash bytea NOT NULL,
    hint text,
    reason text NOT NULL,
    source text NOT NULL,
    message_id uuid,
    note text,
    expires timestamp with time zone,
    created_by uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT suppressions_campaign_type_known CHECK ((campaign_type = ANY (ARRAY['outreach'::text, 'marketing'::text, 'newsletter'::text, 'transactional'::text]))),
    CONSTRAINT suppressions_global_is_the_platforms CHECK (((scope = 'global'::text) = (tenant_id = '00000000-0000-0000-0000-000000000000'::uuid))),
    CONSTRAINT suppressions_reason_known CHECK ((reason = ANY (ARRAY['unsubscribed'::text, 'hard_bounce'::text, 'soft_bounces'::text, 'complained'::text, 'objected'::text, 'erased'::text, 'replied_no'::text, 'manual'::text, 'imported'::text, 'policy'::text]))),
    CONSTRAINT suppressions_scope_campaign_type CHECK (((campaign_type IS NOT NULL) = (scope = 'campaign_type'::text))),
    CONSTRAINT suppressions_scope_company CHECK (
CASE scope
    WHEN 'company'::text THEN (company_id IS NOT NULL)
    WHEN 'campaign_type'::text THEN true
    ELSE (company_id IS NULL)
END),
    CONSTRAINT suppressions_scope_known CHECK ((scope = ANY (ARRAY['global'::text, 'tenant'::text, 'company'::text, 'campaign_type'::text]))),
    CONSTRAINT suppressions_source_known CHECK ((source = ANY (ARRAY['one_click'::text, 'unsubscribe_page'::text, 'bounce'::text, 'feedback_loop'::text, 'reply'::text, 'import'::text, 'api'::text, 'member'::text, 'staff'::text, 'system'::text]))),
    CONSTRAINT suppressions_target_is_hmac CHECK ((octet_length(target_hash) = 32)),
    CONSTRAINT suppressions_target_known CHECK ((target = ANY (ARRAY['address'::text, 'domain'::text])))
);

ALTER TABLE ONLY oltp.suppressions FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.suppressions IS 'An address or domain that must not be written to; survives the lead''s deletion and re-import, and needs no address in clear.';

COMMENT ON COLUMN oltp.suppressions.target_hash IS 'HMAC-SHA-256 under the tenant''s address_hash key (the platform''s for global) of "address:" or "domain:" and the normalised value; the prefix keeps the two apart in one key.';

COMMENT ON COLUMN oltp.suppressions.hint IS 'Shown in lists while it may be: j…@example.org; emptied by erasure.';

COMMENT ON COLUMN oltp.suppressions.message_id IS 'The message that caused it, in content.email_messages.';

COMMENT ON COLUMN oltp.suppressions.expires IS 'NULL = until withdrawn.';

CREATE TABLE oltp.system_config (
    key text NOT NULL,
    value jsonb,
    value_sealed bytea,
    description text,
    category text,
    is_sensitive boolean DEFAULT false NOT NULL,
    updated_by uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT system_config_key_length CHECK (((char_length(key) >= 1) AND (char_length(key) <= 255))),
    CONSTRAINT system_config_sensitive_is_sealed CHECK (
CASE
    WHEN is_sensitive THEN (value IS NULL)
    ELSE (value_sealed IS NULL)
END),
    CONSTRAINT system_config_texts_length CHECK (((char_length(description) <= 500) AND (char_length(category) <= 50)))
);

COMMENT ON TABLE oltp.system_config IS 'A setting of the whole platform that can change while it runs; stripe_account_id is one.';

COMMENT ON COLUMN oltp.system_config.value IS 'Any JSON value, of the shape its key asks for; NULL where the value is sealed.';

CREATE TABLE oltp.tags (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    company_id uuid,
    value text NOT NULL,
    description text,
    name text,
    is_default boolean DEFAULT false NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT tags_value_length CHECK (((char_length(value) >= 1) AND (char_length(value) <= 100)))
);

ALTER TABLE ONLY oltp.tags FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.tags IS 'A label for templates. Leads carry their labels themselves (leads.tags), threads theirs (inbox_tags).';

COMMENT ON COLUMN oltp.tags.value IS 'What is stored and compared; name is what people see.';

COMMENT ON COLUMN oltp.tags.is_default IS 'Given to a tenant at its start.';

ALTER TABLE oltp.tags ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME oltp.tags_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE oltp.template_dictionaries (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    key text NOT NULL,
    value jsonb NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT template_dictionaries_key_length CHECK (((char_length(key) >= 1) AND (char_length(key) <= 100))),
    CONSTRAINT template_dictionaries_value_object CHECK ((jsonb_typeof(value) = 'object'::text))
);

ALTER TABLE ONLY oltp.template_dictionaries FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.template_dictionaries IS 'Named values that templates may use: dictionaries.KEY.';

COMMENT ON COLUMN oltp.template_dictionaries.value IS 'The tenant''s own object of words to values.';

CREATE TABLE oltp.template_folders (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    company_id uuid,
    template_id uuid NOT NULL,
    folder_id bigint NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY oltp.template_folders FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.template_folders IS 'A template lies in a folder.';

ALTER TABLE oltp.template_folders ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME oltp.template_folders_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE oltp.template_tags (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    company_id uuid,
    template_id uuid NOT NULL,
    tag_id bigint NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY oltp.template_tags FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.template_tags IS 'A template carries a tag.';

ALTER TABLE oltp.template_tags ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME oltp.template_tags_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE oltp.template_versions (
    tenant_id uuid NOT NULL,
    template_id uuid NOT NULL,
    version bigint NOT NULL,
    company_id uuid,
    engine text NOT NULL,
    subject text NOT NULL,
    preheader text,
    content text NOT NULL,
    text_content text,
    async boolean DEFAULT false NOT NULL,
    includes jsonb DEFAULT '{}'::jsonb NOT NULL,
    note text,
    created_by uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT template_versions_engine_known CHECK ((engine = ANY (ARRAY['minijinja'::text, 'eta'::text]))),
    CONSTRAINT template_versions_includes_object CHECK ((jsonb_typeof(includes) = 'object'::text)),
    CONSTRAINT template_versions_version_positive CHECK ((version > 0))
);

ALTER TABLE ONLY oltp.template_versions FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.template_versions IS 'A published state of a template; never changed, because sent messages are shown again from it.';

COMMENT ON COLUMN oltp.template_versions.includes IS 'Everything it draws on, frozen: {"snippets": {key: text}, "dictionaries": {key: object}, "eta": {name: source}}.';

CREATE TABLE oltp.templates (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    name text NOT NULL,
    description text,
    engine text DEFAULT 'minijinja'::text NOT NULL,
    subject text,
    preheader text,
    content text,
    text_content text,
    category text,
    language text,
    is_starred boolean DEFAULT false NOT NULL,
    is_public boolean DEFAULT false NOT NULL,
    usage_count bigint DEFAULT 0 NOT NULL,
    current_version bigint DEFAULT 0 NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    deleted timestamp with time zone,
    CONSTRAINT templates_engine_known CHECK ((engine = ANY (ARRAY['minijinja'::text, 'eta'::text]))),
    CONSTRAINT templates_eta_source_elsewhere CHECK (((engine <> 'eta'::text) OR ((subject IS NULL) AND (content IS NULL)))),
    CONSTRAINT templates_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100))),
    CONSTRAINT templates_subject_length CHECK ((char_length(subject) <= 255)),
    CONSTRAINT templates_version_not_negative CHECK ((current_version >= 0))
);

ALTER TABLE ONLY oltp.templates FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.templates IS 'A message somebody writes: the draft they work on. What is sent is a version of it.';

COMMENT ON COLUMN oltp.templates.engine IS 'minijinja: merge tags in subject and content here; eta: the source is the email_templates row of this template.';

COMMENT ON COLUMN oltp.templates.content IS 'HTML with merge tags.';

COMMENT ON COLUMN oltp.templates.text_content IS 'Plain text with merge tags; NULL = made from the HTML.';

COMMENT ON COLUMN oltp.templates.is_public IS 'Offered to all tenants to copy, where it belongs to the reserved tenant; else to all companies of its tenant.';

COMMENT ON COLUMN oltp.templates.usage_count IS 'Campaigns launched with it; counted by the launch.';

COMMENT ON COLUMN oltp.templates.current_version IS 'Highest template_versions.version; 0 = never published.';

CREATE TABLE oltp.tenant_config (
    tenant_id uuid NOT NULL,
    billing_email text,
    billing_address jsonb DEFAULT '{}'::jsonb NOT NULL,
    notify_on_billing_changes boolean DEFAULT false NOT NULL,
    notify_on_system_updates boolean DEFAULT false NOT NULL,
    notify_on_security_alerts boolean DEFAULT false NOT NULL,
    theme_primary_color text,
    theme_logo_url text,
    theme_favicon_url text,
    ui_sidebar_default_collapsed boolean DEFAULT false NOT NULL,
    ui_date_format text,
    ui_timezone text,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT tenant_config_billing_address_object CHECK ((jsonb_typeof(billing_address) = 'object'::text)),
    CONSTRAINT tenant_config_billing_email_normalised CHECK (((billing_email = lower(billing_email)) AND (char_length(billing_email) <= 254))),
    CONSTRAINT tenant_config_color_is_rrggbb CHECK ((theme_primary_color ~ '^#[0-9a-f]{6}$'::text)),
    CONSTRAINT tenant_config_ui_length CHECK (((char_length(ui_date_format) <= 20) AND (char_length(ui_timezone) <= 50))),
    CONSTRAINT tenant_config_urls_length CHECK (((char_length(theme_logo_url) <= 500) AND (char_length(theme_favicon_url) <= 500)))
);

ALTER TABLE ONLY oltp.tenant_config FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.tenant_config IS 'A tenant''s billing contact, notices and look. Its Stripe customer is in stripe_customers.';

COMMENT ON COLUMN oltp.tenant_config.billing_address IS '{line1, line2, city, state, postal_code, country: ISO 3166-1 alpha-2, tax_id}.';

CREATE TABLE oltp.tenant_feature_overrides (
    tenant_id uuid NOT NULL,
    feature_flag_id uuid NOT NULL,
    is_enabled boolean NOT NULL,
    reason text,
    expires timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY oltp.tenant_feature_overrides FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.tenant_feature_overrides IS 'A flag decided for one tenant, whatever the rollout says.';

CREATE TABLE oltp.tenant_keys (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    purpose text NOT NULL,
    key_sealed bytea NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    retired timestamp with time zone,
    CONSTRAINT tenant_keys_purpose_shape CHECK ((purpose ~ '^[a-z][a-z_]*$'::text))
);

ALTER TABLE ONLY oltp.tenant_keys FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.tenant_keys IS 'A tenant''s data key, sealed by the master key that lives outside the database; one current key a purpose.';

COMMENT ON COLUMN oltp.tenant_keys.purpose IS 'seal: credentials; address_hash: suppressions; tracking and unsubscribe: signed links; audit: the head of the audit chain.';

COMMENT ON COLUMN oltp.tenant_keys.retired IS 'No longer used for new values; still opens old ones.';

CREATE TABLE oltp.tenant_policies (
    tenant_id uuid NOT NULL,
    password_min_length bigint DEFAULT 8 NOT NULL,
    password_require_uppercase boolean DEFAULT false NOT NULL,
    password_require_numbers boolean DEFAULT false NOT NULL,
    password_require_symbols boolean DEFAULT false NOT NULL,
    session_timeout_hours bigint DEFAULT 8 NOT NULL,
    max_login_attempts bigint DEFAULT 5 NOT NULL,
    two_factor_required boolean DEFAULT false NOT NULL,
    company_default_status text DEFAULT 'active'::text NOT NULL,
    company_allow_member_invites boolean DEFAULT true NOT NULL,
    company_auto_approve_members boolean DEFAULT false NOT NULL,
    company_require_email_verification boolean DEFAULT true NOT NULL,
    campaigns_need_approval boolean DEFAULT false NOT NULL,
    max_emails_per_lead_per_day bigint DEFAULT 2,
    min_hours_between_emails bigint DEFAULT 4 NOT NULL,
    default_tracking_consent text DEFAULT 'full'::text NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT tenant_policies_company_status_known CHECK ((company_default_status = ANY (ARRAY['active'::text, 'pending'::text]))),
    CONSTRAINT tenant_policies_email_caps_sane CHECK (((max_emails_per_lead_per_day > 0) AND (min_hours_between_emails >= 0))),
    CONSTRAINT tenant_policies_login_attempts_sane CHECK (((max_login_attempts >= 1) AND (max_login_attempts <= 100))),
    CONSTRAINT tenant_policies_password_min_length_sane CHECK (((password_min_length >= 8) AND (password_min_length <= 128))),
    CONSTRAINT tenant_policies_session_timeout_sane CHECK (((session_timeout_hours >= 1) AND (session_timeout_hours <= 720))),
    CONSTRAINT tenant_policies_tracking_consent_known CHECK ((default_tracking_consent = ANY (ARRAY['off'::text, 'last_date_only'::text, 'full'::text])))
);

ALTER TABLE ONLY oltp.tenant_policies FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.tenant_policies IS 'A tenant''s rules for signing in, companies and how often a lead may be written to.';

COMMENT ON COLUMN oltp.tenant_policies.max_emails_per_lead_per_day IS 'Over all campaigns; NULL = no cap.';

COMMENT ON COLUMN oltp.tenant_policies.default_tracking_consent IS 'Given to new leads that bring no choice of their own; see leads.tracking_consent.';

CREATE TABLE oltp.tenant_users (
    tenant_id uuid NOT NULL,
    user_id uuid NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    deleted timestamp with time zone,
    roles text[] DEFAULT '{}'::text[] NOT NULL,
    email text,
    all_companies boolean DEFAULT false NOT NULL,
    CONSTRAINT tenant_users_email_normalised CHECK ((email = lower(email))),
    CONSTRAINT tenant_users_owner_sees_all CHECK (((NOT (roles && ARRAY['owner'::text, 'admin'::text])) OR all_companies)),
    CONSTRAINT tenant_users_roles_known CHECK ((roles <@ ARRAY['owner'::text, 'admin'::text, 'manager'::text, 'member'::text, 'client'::text, 'viewer'::text]))
);

ALTER TABLE ONLY oltp.tenant_users FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.tenant_users IS 'A user''s membership of a tenant.';

COMMENT ON COLUMN oltp.tenant_users.roles IS 'owner: everything, billing and closing included; admin: everything but closing and ownership; manager: campaigns, leads, mailboxes, domains of its companies; member: campaigns, leads, templates, inbox; client: reads its company''s reports and approves campaigns; viewer: reads. None = no rights.';

COMMENT ON COLUMN oltp.tenant_users.email IS 'Address for this tenant where it differs from users.email.';

COMMENT ON COLUMN oltp.tenant_users.all_companies IS 'true: every company of the tenant and its tenant-wide rows; false: only those in member_companies.';

CREATE TABLE oltp.tenants (
    id uuid DEFAULT uuidv7() NOT NULL,
    name text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    status_reason text,
    status_since timestamp with time zone DEFAULT now() NOT NULL,
    compute_id uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    deleted timestamp with time zone,
    CONSTRAINT tenants_name_given CHECK (((name <> ''::text) AND (char_length(name) <= 200))),
    CONSTRAINT tenants_status_known CHECK ((status = ANY (ARRAY['active'::text, 'read_only'::text, 'suspended'::text, 'closing'::text])))
);

ALTER TABLE ONLY oltp.tenants FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.tenants IS 'A customer: one subscription, everything that is isolated from other customers.';

COMMENT ON COLUMN oltp.tenants.status IS 'read_only: cancelled or over its grace; suspended: nothing is sent; closing: being erased.';

COMMENT ON COLUMN oltp.tenants.compute_id IS 'Shard or server that holds the tenant where there are several (NileDB); NULL = the default.';

CREATE TABLE oltp.usage_counters (
    tenant_id uuid NOT NULL,
    meter text NOT NULL,
    period_start timestamp with time zone NOT NULL,
    period_end timestamp with time zone NOT NULL,
    used bigint DEFAULT 0 NOT NULL,
    reserved bigint DEFAULT 0 NOT NULL,
    alerted_percent bigint DEFAULT 0 NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT usage_counters_alert_known CHECK ((alerted_percent = ANY (ARRAY[(0)::bigint, (80)::bigint, (90)::bigint, (95)::bigint, (100)::bigint]))),
    CONSTRAINT usage_counters_meter_known CHECK ((meter = ANY (ARRAY['emails'::text, 'campaigns'::text, 'api_requests'::text]))),
    CONSTRAINT usage_counters_period_forward CHECK ((period_end > period_start))
);

ALTER TABLE ONLY oltp.usage_counters FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.usage_counters IS 'What a tenant used of a limit in a billing period. Limits on things that exist (domains, users, contacts …) are counted, not kept.';

COMMENT ON COLUMN oltp.usage_counters.reserved IS 'Promised to planned mail that is not sent yet; used + reserved is held against the limit before planning.';

COMMENT ON COLUMN oltp.usage_counters.alerted_percent IS 'Highest threshold the tenant has been told of in this period.';

CREATE TABLE oltp.usage_reservations (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    meter text NOT NULL,
    period_start timestamp with time zone NOT NULL,
    amount bigint NOT NULL,
    purpose text NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    expires timestamp with time zone NOT NULL,
    CONSTRAINT usage_reservations_amount_positive CHECK ((amount > 0))
);

ALTER TABLE ONLY oltp.usage_reservations FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.usage_reservations IS 'A share of a counter''s reserved; deleted when it is used or given back.';

COMMENT ON COLUMN oltp.usage_reservations.purpose IS 'What it is for: campaign:{id}.';

CREATE TABLE oltp.user_passwords (
    user_id uuid NOT NULL,
    password_hash text NOT NULL,
    failed_attempts bigint DEFAULT 0 NOT NULL,
    locked_until timestamp with time zone,
    changed timestamp with time zone DEFAULT now() NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT user_passwords_argon2id CHECK ((password_hash ~~ '$argon2id$%'::text))
);

ALTER TABLE ONLY oltp.user_passwords FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.user_passwords IS 'A user''s password hash, apart from users so that only the auth role can read it.';

COMMENT ON COLUMN oltp.user_passwords.failed_attempts IS 'Wrong passwords in a row; back to 0 at a right one.';

CREATE TABLE oltp.user_preferences (
    id uuid DEFAULT uuidv7() NOT NULL,
    user_id uuid NOT NULL,
    theme text DEFAULT 'light'::text NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    timezone text DEFAULT 'UTC'::text NOT NULL,
    email_notifications boolean DEFAULT true NOT NULL,
    push_notifications boolean DEFAULT true NOT NULL,
    weekly_reports boolean DEFAULT false NOT NULL,
    marketing_emails boolean DEFAULT false NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT user_preferences_language_shape CHECK (((language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,4})*$'::text) AND (char_length(language) <= 10))),
    CONSTRAINT user_preferences_theme_known CHECK ((theme = ANY (ARRAY['light'::text, 'dark'::text, 'system'::text]))),
    CONSTRAINT user_preferences_timezone_length CHECK (((char_length(timezone) >= 1) AND (char_length(timezone) <= 100)))
);

ALTER TABLE ONLY oltp.user_preferences FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.user_preferences IS 'How a user wants the product to look and what they want to be told.';

CREATE TABLE oltp.user_recovery_codes (
    user_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    used timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY oltp.user_recovery_codes FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.user_recovery_codes IS 'A one-time code that replaces the authenticator.';

CREATE TABLE oltp.user_tokens (
    id uuid DEFAULT uuidv7() NOT NULL,
    user_id uuid NOT NULL,
    purpose text NOT NULL,
    token_hash bytea NOT NULL,
    email text,
    expires timestamp with time zone NOT NULL,
    used timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT user_tokens_email_normalised CHECK ((email = lower(email))),
    CONSTRAINT user_tokens_purpose_known CHECK ((purpose = ANY (ARRAY['verify_email'::text, 'reset_password'::text, 'change_email'::text, 'sign_in'::text])))
);

ALTER TABLE ONLY oltp.user_tokens FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.user_tokens IS 'A link sent to a user''s address that can be used once.';

COMMENT ON COLUMN oltp.user_tokens.email IS 'The address the link proves: the new one when it is to change.';

CREATE TABLE oltp.user_totp (
    user_id uuid NOT NULL,
    secret_sealed bytea NOT NULL,
    confirmed timestamp with time zone,
    last_counter bigint DEFAULT 0 NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY oltp.user_totp FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.user_totp IS 'A user''s authenticator (RFC 6238); counts once it is confirmed.';

COMMENT ON COLUMN oltp.user_totp.last_counter IS 'Time step of the last code taken: a code is never taken twice.';

CREATE TABLE oltp.users (
    id uuid DEFAULT uuidv7() NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    deleted timestamp with time zone,
    name text,
    family_name text,
    given_name text,
    email text,
    picture text,
    email_verified timestamp with time zone,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT users_email_normalised CHECK (((email = lower(email)) AND (char_length(email) <= 254) AND (email ~~ '%_@_%'::text))),
    CONSTRAINT users_email_unless_erased CHECK (((email IS NOT NULL) OR (deleted IS NOT NULL))),
    CONSTRAINT users_metadata_object CHECK ((jsonb_typeof(metadata) = 'object'::text))
);

ALTER TABLE ONLY oltp.users FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.users IS 'A person who can sign in; may belong to several tenants. What proves who they are is kept apart, in user_passwords.';

COMMENT ON COLUMN oltp.users.email_verified IS 'When the address was proven; NULL = not yet.';

COMMENT ON COLUMN oltp.users.metadata IS 'How the person came: {referral_source: text, utm_campaign: text}.';

CREATE TABLE oltp.verified_domains (
    domain text NOT NULL,
    tenant_id uuid NOT NULL,
    domain_id uuid NOT NULL,
    verified timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT verified_domains_domain_normalised CHECK ((domain = lower(domain)))
);

ALTER TABLE ONLY oltp.verified_domains FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.verified_domains IS 'Whose a verified domain is: once over all tenants. Written when the verification succeeds, deleted when it lapses.';

COMMENT ON COLUMN oltp.verified_domains.tenant_id IS 'No foreign key: the table is the same on every node of a distributed engine, domains are not.';

CREATE TABLE oltp.vps_instances (
    id uuid DEFAULT uuidv7() NOT NULL,
    hostwinds_instance_id text,
    hostname text,
    ip_address inet,
    region text,
    status text DEFAULT 'provisioning'::text NOT NULL,
    dedicated_to uuid,
    monthly_cost bigint,
    approximate_cost bigint,
    currency text DEFAULT 'USD'::text NOT NULL,
    hostwinds_billing_day bigint,
    current_billing_period_start timestamp with time zone,
    current_billing_period_end timestamp with time zone,
    decommission_scheduled_for timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT vps_instances_billing_day_range CHECK (((hostwinds_billing_day >= 1) AND (hostwinds_billing_day <= 31))),
    CONSTRAINT vps_instances_currency_shape CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT vps_instances_decommission_dated CHECK (((status <> 'scheduled_decommission'::text) OR (decommission_scheduled_for IS NOT NULL))),
    CONSTRAINT vps_instances_period_forward CHECK ((current_billing_period_end > current_billing_period_start)),
    CONSTRAINT vps_instances_status_known CHECK ((status = ANY (ARRAY['active'::text, 'provisioning'::text, 'scheduled_decommission'::text, 'decommissioned'::text])))
);

COMMENT ON TABLE oltp.vps_instances IS 'A server that mail leaves from.';

COMMENT ON COLUMN oltp.vps_instances.dedicated_to IS 'The only tenant it serves; NULL = shared. No foreign key: servers are not a tenant''s.';

COMMENT ON COLUMN oltp.vps_instances.monthly_cost IS 'What the provider charges a month, in minor units of currency.';

COMMENT ON COLUMN oltp.vps_instances.approximate_cost IS 'Share put on tenants for their profitability, a month, in minor units of currency.';

CREATE TABLE oltp.warmup_daily_logs (
    tenant_id uuid NOT NULL,
    warmup_schedule_id uuid NOT NULL,
    log_date date NOT NULL,
    company_id uuid NOT NULL,
    planned_volume bigint DEFAULT 0 NOT NULL,
    sent bigint DEFAULT 0 NOT NULL,
    delivered bigint DEFAULT 0 NOT NULL,
    opened bigint DEFAULT 0 NOT NULL,
    clicked bigint DEFAULT 0 NOT NULL,
    replied bigint DEFAULT 0 NOT NULL,
    bounced bigint DEFAULT 0 NOT NULL,
    spam_complaints bigint DEFAULT 0 NOT NULL,
    found_in_spam bigint DEFAULT 0 NOT NULL,
    health_score bigint,
    health_formula text,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT warmup_daily_logs_health_range CHECK (((health_score >= 0) AND (health_score <= 100))),
    CONSTRAINT warmup_daily_logs_health_says_formula CHECK (((health_score IS NULL) = (health_formula IS NULL)))
);

ALTER TABLE ONLY oltp.warmup_daily_logs FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.warmup_daily_logs IS 'A UTC day of a warm-up.';

CREATE TABLE oltp.warmup_events (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid NOT NULL,
    warmup_schedule_id uuid NOT NULL,
    kind text NOT NULL,
    pool_account_id uuid,
    message_id uuid,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    occurred timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT warmup_events_detail_object CHECK ((jsonb_typeof(detail) = 'object'::text)),
    CONSTRAINT warmup_events_kind_known CHECK ((kind = ANY (ARRAY['started'::text, 'sent'::text, 'opened'::text, 'clicked'::text, 'replied'::text, 'found_in_spam'::text, 'rescued'::text, 'bounced'::text, 'complained'::text, 'paused'::text, 'resumed'::text, 'completed'::text, 'failed'::text])))
);

ALTER TABLE ONLY oltp.warmup_events FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.warmup_events IS 'Something that happened in a warm-up. Deleted after 90 days; the days stay in warmup_daily_logs.';

COMMENT ON COLUMN oltp.warmup_events.pool_account_id IS 'No foreign key: it may be the platform''s.';

COMMENT ON COLUMN oltp.warmup_events.detail IS '{reason, value, threshold} for paused and failed; else {}.';

CREATE TABLE oltp.warmup_pool_accounts (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    email text NOT NULL,
    provider text NOT NULL,
    tier bigint DEFAULT 1 NOT NULL,
    credentials_sealed bytea,
    imap_settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    smtp_settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    will_open boolean DEFAULT true NOT NULL,
    will_click boolean DEFAULT true NOT NULL,
    will_reply boolean DEFAULT true NOT NULL,
    will_rescue_from_spam boolean DEFAULT true NOT NULL,
    min_delay_minutes bigint DEFAULT 5 NOT NULL,
    max_delay_minutes bigint DEFAULT 120 NOT NULL,
    click_probability numeric DEFAULT 0.15 NOT NULL,
    reply_probability numeric DEFAULT 0.05 NOT NULL,
    daily_limit bigint DEFAULT 50 NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT warmup_pool_accounts_delays_forward CHECK (((min_delay_minutes >= 0) AND (min_delay_minutes <= max_delay_minutes))),
    CONSTRAINT warmup_pool_accounts_email_normalised CHECK ((email = lower(email))),
    CONSTRAINT warmup_pool_accounts_imap_settings_object CHECK ((jsonb_typeof(imap_settings) = 'object'::text)),
    CONSTRAINT warmup_pool_accounts_probabilities CHECK ((((click_probability >= (0)::numeric) AND (click_probability <= (1)::numeric)) AND ((reply_probability >= (0)::numeric) AND (reply_probability <= (1)::numeric)))),
    CONSTRAINT warmup_pool_accounts_smtp_settings_object CHECK ((jsonb_typeof(smtp_settings) = 'object'::text)),
    CONSTRAINT warmup_pool_accounts_status_known CHECK ((status = ANY (ARRAY['active'::text, 'resting'::text, 'disabled'::text])))
);

ALTER TABLE ONLY oltp.warmup_pool_accounts FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.warmup_pool_accounts IS 'An address that answers warm-up mail: the platform''s (reserved tenant, for everybody) or a tenant''s own.';

COMMENT ON COLUMN oltp.warmup_pool_accounts.tier IS 'Mailboxes warm up with accounts of their own tier, so that a bad one spoils only its own.';

COMMENT ON COLUMN oltp.warmup_pool_accounts.imap_settings IS 'As email_accounts.imap_settings.';

COMMENT ON COLUMN oltp.warmup_pool_accounts.smtp_settings IS 'As email_accounts.smtp_settings.';

CREATE TABLE oltp.warmup_schedules (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid NOT NULL,
    email_account_id uuid NOT NULL,
    type text DEFAULT 'standard'::text NOT NULL,
    total_days bigint DEFAULT 42 NOT NULL,
    current_day bigint DEFAULT 0 NOT NULL,
    start_volume bigint DEFAULT 10 NOT NULL,
    target_volume bigint DEFAULT 500 NOT NULL,
    current_volume bigint DEFAULT 0 NOT NULL,
    target_open_percent numeric DEFAULT 70 NOT NULL,
    target_click_percent numeric DEFAULT 15 NOT NULL,
    target_reply_percent numeric DEFAULT 5 NOT NULL,
    pool_percentage bigint DEFAULT 100 NOT NULL,
    max_bounce_percent numeric DEFAULT 5 NOT NULL,
    max_spam_percent numeric DEFAULT 0.1 NOT NULL,
    auto_pause_enabled boolean DEFAULT true NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    status_reason text,
    next_run timestamp with time zone,
    started timestamp with time zone,
    paused timestamp with time zone,
    completed timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT warmup_schedules_completed_iff_dated CHECK (((status = 'completed'::text) = (completed IS NOT NULL))),
    CONSTRAINT warmup_schedules_days_sane CHECK (((total_days > 0) AND ((current_day >= 0) AND (current_day <= total_days)))),
    CONSTRAINT warmup_schedules_paused_iff_dated CHECK (((status = 'paused'::text) = (paused IS NOT NULL))),
    CONSTRAINT warmup_schedules_percents_range CHECK (((LEAST(target_open_percent, target_click_percent, target_reply_percent, (pool_percentage)::numeric, max_bounce_percent, max_spam_percent) >= (0)::numeric) AND (GREATEST(target_open_percent, target_click_percent, target_reply_percent, (pool_percentage)::numeric, max_bounce_percent, max_spam_percent) <= (100)::numeric))),
    CONSTRAINT warmup_schedules_started_dated CHECK (((status = ANY (ARRAY['pending'::text, 'failed'::text])) OR (started IS NOT NULL))),
    CONSTRAINT warmup_schedules_status_known CHECK ((status = ANY (ARRAY['pending'::text, 'active'::text, 'paused'::text, 'completed'::text, 'failed'::text]))),
    CONSTRAINT warmup_schedules_type_known CHECK ((type = ANY (ARRAY['standard'::text, 'aggressive'::text, 'conservative'::text, 'custom'::text]))),
    CONSTRAINT warmup_schedules_volumes_rise CHECK (((start_volume > 0) AND (target_volume >= start_volume) AND (current_volume >= 0)))
);

ALTER TABLE ONLY oltp.warmup_schedules FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.warmup_schedules IS 'A mailbox''s warm-up; at most one is under way. Day''s volume: floor(start + (target − start) × day / total).';

COMMENT ON COLUMN oltp.warmup_schedules.type IS 'standard: 42 days, 10 to 500; aggressive: 28, 20 to 1000; conservative: 56, 5 to 300; custom: as set.';

COMMENT ON COLUMN oltp.warmup_schedules.target_open_percent IS 'Goal for the pool''s behaviour, not a measured rate.';

COMMENT ON COLUMN oltp.warmup_schedules.pool_percentage IS 'Share of the day''s mail that goes to the pool, the rest being real mail: 100, then 80, then 50.';

COMMENT ON COLUMN oltp.warmup_schedules.max_bounce_percent IS 'Brake: above it warm-up pauses, if auto_pause_enabled.';

CREATE VIEW oltp.warmup_status WITH (security_invoker='true') AS
 SELECT tenant_id,
    company_id,
    email_account_id AS mailbox_id,
    id AS warmup_schedule_id,
    status,
    status_reason,
    current_day,
    total_days,
    current_volume,
    target_volume,
    ((current_day * 100) / total_days) AS progress_percentage,
    started,
    updated
   FROM oltp.warmup_schedules s
  WHERE (NOT (EXISTS ( SELECT
           FROM oltp.warmup_schedules newer
          WHERE ((newer.tenant_id = s.tenant_id) AND (newer.email_account_id = s.email_account_id) AND (newer.id > s.id)))));

COMMENT ON VIEW oltp.warmup_status IS 'How far each mailbox''s latest warm-up is; 002 reads it, no document defines it.';

COMMENT ON COLUMN oltp.warmup_status.progress_percentage IS 'Whole days done of all, 0 to 100.';

CREATE TABLE oltp.webhook_deliveries (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    webhook_id uuid NOT NULL,
    event_type text NOT NULL,
    event_key text NOT NULL,
    payload jsonb NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    attempts bigint DEFAULT 0 NOT NULL,
    next_attempt timestamp with time zone DEFAULT now(),
    response_status bigint,
    response_excerpt text,
    duration_ms bigint,
    last_error text,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    delivered timestamp with time zone,
    CONSTRAINT webhook_deliveries_delivered_iff_dated CHECK (((delivered IS NOT NULL) = (status = 'delivered'::text))),
    CONSTRAINT webhook_deliveries_next_iff_pending CHECK (((next_attempt IS NOT NULL) = (status = 'pending'::text))),
    CONSTRAINT webhook_deliveries_payload_object CHECK ((jsonb_typeof(payload) = 'object'::text)),
    CONSTRAINT webhook_deliveries_status_known CHECK ((status = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text])))
);

ALTER TABLE ONLY oltp.webhook_deliveries FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.webhook_deliveries IS 'One event for one webhook, and how telling it went: tries after 1 min, 5 min, 15 min, 1 h, 24 h.';

COMMENT ON COLUMN oltp.webhook_deliveries.event_key IS 'The event''s own id: told once, however often it is handed on.';

COMMENT ON COLUMN oltp.webhook_deliveries.payload IS '{id, type, created, tenant_id, company_id, data: object of the type}.';

CREATE TABLE oltp.webhooks (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    name text NOT NULL,
    url text NOT NULL,
    events text[] NOT NULL,
    secret_sealed bytea NOT NULL,
    previous_secret_sealed bytea,
    previous_secret_until timestamp with time zone,
    status text DEFAULT 'active'::text NOT NULL,
    status_reason text,
    failures_in_row bigint DEFAULT 0 NOT NULL,
    last_delivered timestamp with time zone,
    created_by uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    deleted timestamp with time zone,
    CONSTRAINT webhooks_events_given CHECK ((cardinality(events) > 0)),
    CONSTRAINT webhooks_previous_secret_whole CHECK (((previous_secret_sealed IS NULL) = (previous_secret_until IS NULL))),
    CONSTRAINT webhooks_status_known CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text, 'failing'::text]))),
    CONSTRAINT webhooks_url_is_http CHECK (((url ~ '^https?://'::text) AND (char_length(url) <= 2000)))
);

ALTER TABLE ONLY oltp.webhooks FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE oltp.webhooks IS 'An address that is told of events, signed.';

COMMENT ON COLUMN oltp.webhooks.events IS 'Kinds of event (message.replied, lead.unsubscribed …), or * for all.';

COMMENT ON COLUMN oltp.webhooks.previous_secret_sealed IS 'Signs too until previous_secret_until, so that a receiver can change over.';

COMMENT ON COLUMN oltp.webhooks.status IS 'failing: stopped after 100 failures in a row, until a person starts it again.';

ALTER TABLE ONLY oltp.ab_tests
    ADD CONSTRAINT ab_tests_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.ab_tests
    ADD CONSTRAINT ab_tests_step_key UNIQUE (tenant_id, campaign_id, step_id);

ALTER TABLE ONLY oltp.api_keys
    ADD CONSTRAINT api_keys_key_key UNIQUE (tenant_id, key_hash);

ALTER TABLE ONLY oltp.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.blacklist_checks
    ADD CONSTRAINT blacklist_checks_pkey PRIMARY KEY (tenant_id, domain_id, list_name);

ALTER TABLE ONLY oltp.blackout_dates
    ADD CONSTRAINT blackout_dates_day_key UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, campaign_id, day, country);

ALTER TABLE ONLY oltp.blackout_dates
    ADD CONSTRAINT blackout_dates_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.campaign_approvals
    ADD CONSTRAINT campaign_approvals_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.campaign_lists
    ADD CONSTRAINT campaign_lists_pkey PRIMARY KEY (tenant_id, campaign_id, list_id);

ALTER TABLE ONLY oltp.campaign_mailboxes
    ADD CONSTRAINT campaign_mailboxes_pkey PRIMARY KEY (tenant_id, campaign_id, email_account_id);

ALTER TABLE ONLY oltp.campaign_pools
    ADD CONSTRAINT campaign_pools_pkey PRIMARY KEY (tenant_id, campaign_id, rotation_pool_id);

ALTER TABLE ONLY oltp.campaign_schedules
    ADD CONSTRAINT campaign_schedules_pkey PRIMARY KEY (tenant_id, campaign_id, weekday, opens);

ALTER TABLE ONLY oltp.campaign_segments
    ADD CONSTRAINT campaign_segments_pkey PRIMARY KEY (tenant_id, campaign_id, segment_id);

ALTER TABLE ONLY oltp.campaign_sequence_steps
    ADD CONSTRAINT campaign_sequence_steps_campaign_key UNIQUE (tenant_id, campaign_id, id);

ALTER TABLE ONLY oltp.campaign_sequence_steps
    ADD CONSTRAINT campaign_sequence_steps_order_key UNIQUE (tenant_id, campaign_id, step_order) DEFERRABLE;

ALTER TABLE ONLY oltp.campaign_sequence_steps
    ADD CONSTRAINT campaign_sequence_steps_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.campaigns
    ADD CONSTRAINT campaigns_company_key UNIQUE (tenant_id, company_id, id);

ALTER TABLE ONLY oltp.campaigns
    ADD CONSTRAINT campaigns_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.companies
    ADD CONSTRAINT companies_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.connected_mailboxes
    ADD CONSTRAINT connected_mailboxes_pkey PRIMARY KEY (address);

ALTER TABLE ONLY oltp.consent_events
    ADD CONSTRAINT consent_events_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.custom_field_definitions
    ADD CONSTRAINT custom_field_definitions_key_key UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, key);

ALTER TABLE ONLY oltp.custom_field_definitions
    ADD CONSTRAINT custom_field_definitions_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.dkim_keys
    ADD CONSTRAINT dkim_keys_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.dkim_keys
    ADD CONSTRAINT dkim_keys_selector_key UNIQUE (tenant_id, domain_id, selector);

ALTER TABLE ONLY oltp.dns_records
    ADD CONSTRAINT dns_records_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.dns_records
    ADD CONSTRAINT dns_records_record_key UNIQUE (tenant_id, domain_id, record_type, name, value);

ALTER TABLE ONLY oltp.domain_ip_assignments
    ADD CONSTRAINT domain_ip_assignments_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.domain_reputation
    ADD CONSTRAINT domain_reputation_pkey PRIMARY KEY (tenant_id, domain_id, day);

ALTER TABLE ONLY oltp.domains
    ADD CONSTRAINT domains_company_key UNIQUE (tenant_id, company_id, id);

ALTER TABLE ONLY oltp.domains
    ADD CONSTRAINT domains_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.email_account_days
    ADD CONSTRAINT email_account_days_pkey PRIMARY KEY (tenant_id, email_account_id, day);

ALTER TABLE ONLY oltp.email_accounts
    ADD CONSTRAINT email_accounts_company_key UNIQUE (tenant_id, company_id, id);

ALTER TABLE ONLY oltp.email_accounts
    ADD CONSTRAINT email_accounts_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.email_templates
    ADD CONSTRAINT email_templates_name_key UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, name);

ALTER TABLE ONLY oltp.email_templates
    ADD CONSTRAINT email_templates_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.email_templates
    ADD CONSTRAINT email_templates_template_key UNIQUE (tenant_id, template_id);

ALTER TABLE ONLY oltp.enrolment_steps
    ADD CONSTRAINT enrolment_steps_pkey PRIMARY KEY (tenant_id, enrolment_id, step_id);

ALTER TABLE ONLY oltp.enrolments
    ADD CONSTRAINT enrolments_lead_key UNIQUE (tenant_id, campaign_id, lead_id);

ALTER TABLE ONLY oltp.enrolments
    ADD CONSTRAINT enrolments_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.export_jobs
    ADD CONSTRAINT export_jobs_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.feature_flags
    ADD CONSTRAINT feature_flags_key_key UNIQUE (key);

ALTER TABLE ONLY oltp.feature_flags
    ADD CONSTRAINT feature_flags_pkey PRIMARY KEY (id);

ALTER TABLE ONLY oltp.folders
    ADD CONSTRAINT folders_name_key UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, parent_folder_id, name);

ALTER TABLE ONLY oltp.folders
    ADD CONSTRAINT folders_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.handoff_inbox
    ADD CONSTRAINT handoff_inbox_pkey PRIMARY KEY (tenant_id, handoff_id);

ALTER TABLE ONLY oltp.handoff_outbox
    ADD CONSTRAINT handoff_outbox_pkey PRIMARY KEY (tenant_id, handoff_id);

ALTER TABLE ONLY oltp.handoff_parked
    ADD CONSTRAINT handoff_parked_pkey PRIMARY KEY (tenant_id, handoff_id);

ALTER TABLE ONLY oltp.import_changes
    ADD CONSTRAINT import_changes_pkey PRIMARY KEY (tenant_id, import_job_id, lead_id);

ALTER TABLE ONLY oltp.import_jobs
    ADD CONSTRAINT import_jobs_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.import_rejects
    ADD CONSTRAINT import_rejects_pkey PRIMARY KEY (tenant_id, import_job_id, line, reason);

ALTER TABLE ONLY oltp.inbox_tags
    ADD CONSTRAINT inbox_tags_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.inbox_tags
    ADD CONSTRAINT inbox_tags_value_key UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, value);

ALTER TABLE ONLY oltp.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.ip_blacklist_checks
    ADD CONSTRAINT ip_blacklist_checks_pkey PRIMARY KEY (smtp_ip_address_id, list_name);

ALTER TABLE ONLY oltp.ip_reputation_days
    ADD CONSTRAINT ip_reputation_days_pkey PRIMARY KEY (smtp_ip_address_id, day);

ALTER TABLE ONLY oltp.lead_engagement
    ADD CONSTRAINT lead_engagement_pkey PRIMARY KEY (tenant_id, lead_id);

ALTER TABLE ONLY oltp.lead_keys
    ADD CONSTRAINT lead_keys_pkey PRIMARY KEY (tenant_id, lead_id);

ALTER TABLE ONLY oltp.lead_send_days
    ADD CONSTRAINT lead_send_days_pkey PRIMARY KEY (tenant_id, lead_id, day);

ALTER TABLE ONLY oltp.leads
    ADD CONSTRAINT leads_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.list_contacts
    ADD CONSTRAINT list_contacts_pkey PRIMARY KEY (tenant_id, list_id, lead_id);

ALTER TABLE ONLY oltp.list_count_changes
    ADD CONSTRAINT list_count_changes_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.lists
    ADD CONSTRAINT lists_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.mailbox_from_addresses
    ADD CONSTRAINT mailbox_from_addresses_address_key UNIQUE (tenant_id, email_account_id, address);

ALTER TABLE ONLY oltp.mailbox_from_addresses
    ADD CONSTRAINT mailbox_from_addresses_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.member_companies
    ADD CONSTRAINT member_companies_pkey PRIMARY KEY (tenant_id, user_id, company_id);

ALTER TABLE ONLY oltp.payments
    ADD CONSTRAINT payments_invoice_key UNIQUE (tenant_id, stripe_invoice_id);

ALTER TABLE ONLY oltp.payments
    ADD CONSTRAINT payments_payment_intent_key UNIQUE (tenant_id, stripe_payment_intent_id);

ALTER TABLE ONLY oltp.payments
    ADD CONSTRAINT payments_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.permissions
    ADD CONSTRAINT permissions_name_key UNIQUE (name);

ALTER TABLE ONLY oltp.permissions
    ADD CONSTRAINT permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY oltp.plan_prices
    ADD CONSTRAINT plan_prices_pkey PRIMARY KEY (id);

ALTER TABLE ONLY oltp.plan_prices
    ADD CONSTRAINT plan_prices_stripe_price_key UNIQUE (stripe_price_id);

ALTER TABLE ONLY oltp.plans
    ADD CONSTRAINT plans_pkey PRIMARY KEY (id);

ALTER TABLE ONLY oltp.plans
    ADD CONSTRAINT plans_slug_key UNIQUE (slug);

ALTER TABLE ONLY oltp.privacy_requests
    ADD CONSTRAINT privacy_requests_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.report_runs
    ADD CONSTRAINT report_runs_due_key UNIQUE (tenant_id, scheduled_report_id, due);

ALTER TABLE ONLY oltp.report_runs
    ADD CONSTRAINT report_runs_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.retention_policies
    ADD CONSTRAINT retention_policies_pkey PRIMARY KEY (tenant_id, content_type);

ALTER TABLE ONLY oltp.rotation_pool_members
    ADD CONSTRAINT rotation_pool_members_pkey PRIMARY KEY (tenant_id, rotation_pool_id, email_account_id);

ALTER TABLE ONLY oltp.rotation_pools
    ADD CONSTRAINT rotation_pools_company_key UNIQUE (tenant_id, company_id, id);

ALTER TABLE ONLY oltp.rotation_pools
    ADD CONSTRAINT rotation_pools_name_key UNIQUE (tenant_id, company_id, name);

ALTER TABLE ONLY oltp.rotation_pools
    ADD CONSTRAINT rotation_pools_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.scheduled_reports
    ADD CONSTRAINT scheduled_reports_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.segments
    ADD CONSTRAINT segments_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY oltp.sessions
    ADD CONSTRAINT sessions_token_key UNIQUE (token_hash);

ALTER TABLE ONLY oltp.smtp_ip_addresses
    ADD CONSTRAINT smtp_ip_addresses_ip_key UNIQUE (ip_address);

ALTER TABLE ONLY oltp.smtp_ip_addresses
    ADD CONSTRAINT smtp_ip_addresses_pkey PRIMARY KEY (id);

ALTER TABLE ONLY oltp.snippets
    ADD CONSTRAINT snippets_key_key UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, key);

ALTER TABLE ONLY oltp.snippets
    ADD CONSTRAINT snippets_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.staff_members
    ADD CONSTRAINT staff_members_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY oltp.staff_role_permissions
    ADD CONSTRAINT staff_role_permissions_pkey PRIMARY KEY (role_id, permission_id);

ALTER TABLE ONLY oltp.staff_roles
    ADD CONSTRAINT staff_roles_name_key UNIQUE (name);

ALTER TABLE ONLY oltp.staff_roles
    ADD CONSTRAINT staff_roles_pkey PRIMARY KEY (id);

ALTER TABLE ONLY oltp.step_variants
    ADD CONSTRAINT step_variants_label_key UNIQUE (tenant_id, step_id, label);

ALTER TABLE ONLY oltp.step_variants
    ADD CONSTRAINT step_variants_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.step_variants
    ADD CONSTRAINT step_variants_step_variant_key UNIQUE (tenant_id, step_id, id);

ALTER TABLE ONLY oltp.stripe_customers
    ADD CONSTRAINT stripe_customers_pkey PRIMARY KEY (stripe_customer_id);

ALTER TABLE ONLY oltp.stripe_customers
    ADD CONSTRAINT stripe_customers_tenant_key UNIQUE (tenant_id);

ALTER TABLE ONLY oltp.stripe_events
    ADD CONSTRAINT stripe_events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY oltp.stripe_syncs
    ADD CONSTRAINT stripe_syncs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY oltp.subscription_addons
    ADD CONSTRAINT subscription_addons_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.subscriptions
    ADD CONSTRAINT subscriptions_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.subscriptions
    ADD CONSTRAINT subscriptions_stripe_subscription_key UNIQUE (tenant_id, stripe_subscription_id);

ALTER TABLE ONLY oltp.suppressions
    ADD CONSTRAINT suppressions_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.suppressions
    ADD CONSTRAINT suppressions_target_key UNIQUE NULLS NOT DISTINCT (tenant_id, target_hash, company_id, campaign_type);

ALTER TABLE ONLY oltp.system_config
    ADD CONSTRAINT system_config_pkey PRIMARY KEY (key);

ALTER TABLE ONLY oltp.tags
    ADD CONSTRAINT tags_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.tags
    ADD CONSTRAINT tags_value_key UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, value);

ALTER TABLE ONLY oltp.template_dictionaries
    ADD CONSTRAINT template_dictionaries_key_key UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, key);

ALTER TABLE ONLY oltp.template_dictionaries
    ADD CONSTRAINT template_dictionaries_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.template_folders
    ADD CONSTRAINT template_folders_pair_key UNIQUE (tenant_id, template_id, folder_id);

ALTER TABLE ONLY oltp.template_folders
    ADD CONSTRAINT template_folders_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.template_tags
    ADD CONSTRAINT template_tags_pair_key UNIQUE (tenant_id, template_id, tag_id);

ALTER TABLE ONLY oltp.template_tags
    ADD CONSTRAINT template_tags_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.template_versions
    ADD CONSTRAINT template_versions_pkey PRIMARY KEY (tenant_id, template_id, version);

ALTER TABLE ONLY oltp.templates
    ADD CONSTRAINT templates_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.tenant_config
    ADD CONSTRAINT tenant_config_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY oltp.tenant_feature_overrides
    ADD CONSTRAINT tenant_feature_overrides_pkey PRIMARY KEY (tenant_id, feature_flag_id);

ALTER TABLE ONLY oltp.tenant_keys
    ADD CONSTRAINT tenant_keys_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.tenant_policies
    ADD CONSTRAINT tenant_policies_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY oltp.tenant_users
    ADD CONSTRAINT tenant_users_pkey PRIMARY KEY (tenant_id, user_id);

ALTER TABLE ONLY oltp.tenants
    ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);

ALTER TABLE ONLY oltp.usage_counters
    ADD CONSTRAINT usage_counters_pkey PRIMARY KEY (tenant_id, meter, period_start);

ALTER TABLE ONLY oltp.usage_reservations
    ADD CONSTRAINT usage_reservations_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.user_passwords
    ADD CONSTRAINT user_passwords_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY oltp.user_preferences
    ADD CONSTRAINT user_preferences_pkey PRIMARY KEY (id);

ALTER TABLE ONLY oltp.user_preferences
    ADD CONSTRAINT user_preferences_user_key UNIQUE (user_id);

ALTER TABLE ONLY oltp.user_recovery_codes
    ADD CONSTRAINT user_recovery_codes_pkey PRIMARY KEY (user_id, code_hash);

ALTER TABLE ONLY oltp.user_tokens
    ADD CONSTRAINT user_tokens_pkey PRIMARY KEY (id);

ALTER TABLE ONLY oltp.user_tokens
    ADD CONSTRAINT user_tokens_token_key UNIQUE (token_hash);

ALTER TABLE ONLY oltp.user_totp
    ADD CONSTRAINT user_totp_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY oltp.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY oltp.verified_domains
    ADD CONSTRAINT verified_domains_pkey PRIMARY KEY (domain);

ALTER TABLE ONLY oltp.vps_instances
    ADD CONSTRAINT vps_instances_hostwinds_key UNIQUE (hostwinds_instance_id);

ALTER TABLE ONLY oltp.vps_instances
    ADD CONSTRAINT vps_instances_ip_key UNIQUE (ip_address);

ALTER TABLE ONLY oltp.vps_instances
    ADD CONSTRAINT vps_instances_pkey PRIMARY KEY (id);

ALTER TABLE ONLY oltp.warmup_daily_logs
    ADD CONSTRAINT warmup_daily_logs_pkey PRIMARY KEY (tenant_id, warmup_schedule_id, log_date);

ALTER TABLE ONLY oltp.warmup_events
    ADD CONSTRAINT warmup_events_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.warmup_pool_accounts
    ADD CONSTRAINT warmup_pool_accounts_email_key UNIQUE (tenant_id, email);

ALTER TABLE ONLY oltp.warmup_pool_accounts
    ADD CONSTRAINT warmup_pool_accounts_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.warmup_schedules
    ADD CONSTRAINT warmup_schedules_company_key UNIQUE (tenant_id, company_id, id);

ALTER TABLE ONLY oltp.warmup_schedules
    ADD CONSTRAINT warmup_schedules_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_event_key UNIQUE (tenant_id, webhook_id, event_key);

ALTER TABLE ONLY oltp.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY oltp.webhooks
    ADD CONSTRAINT webhooks_pkey PRIMARY KEY (tenant_id, id);

CREATE INDEX ab_tests_running_idx ON oltp.ab_tests USING btree (started) WHERE (status = 'running'::text);

CREATE INDEX ab_tests_winner_idx ON oltp.ab_tests USING btree (tenant_id, step_id, winner_variant_id);

CREATE INDEX api_keys_company_idx ON oltp.api_keys USING btree (tenant_id, company_id);

CREATE INDEX api_keys_created_by_idx ON oltp.api_keys USING btree (created_by);

CREATE INDEX api_keys_lookup_idx ON oltp.api_keys USING btree (key_hash);

CREATE INDEX campaign_approvals_campaign_idx ON oltp.campaign_approvals USING btree (tenant_id, company_id, campaign_id);

CREATE INDEX campaign_approvals_decided_by_idx ON oltp.campaign_approvals USING btree (decided_by);

CREATE UNIQUE INDEX campaign_approvals_pending_key ON oltp.campaign_approvals USING btree (tenant_id, campaign_id) WHERE (status = 'pending'::text);

CREATE INDEX campaign_approvals_requested_by_idx ON oltp.campaign_approvals USING btree (requested_by);

CREATE INDEX campaign_lists_list_idx ON oltp.campaign_lists USING btree (tenant_id, list_id);

CREATE INDEX campaign_mailboxes_account_idx ON oltp.campaign_mailboxes USING btree (tenant_id, email_account_id);

CREATE INDEX campaign_mailboxes_from_address_idx ON oltp.campaign_mailboxes USING btree (tenant_id, from_address_id);

CREATE INDEX campaign_pools_pool_idx ON oltp.campaign_pools USING btree (tenant_id, rotation_pool_id);

CREATE INDEX campaign_segments_segment_idx ON oltp.campaign_segments USING btree (tenant_id, segment_id);

CREATE INDEX campaign_sequence_steps_account_idx ON oltp.campaign_sequence_steps USING btree (tenant_id, company_id, email_account_id);

CREATE INDEX campaign_sequence_steps_template_idx ON oltp.campaign_sequence_steps USING btree (tenant_id, template_id, template_version);

CREATE INDEX campaigns_completed_idx ON oltp.campaigns USING btree (tenant_id, completed) WHERE (completed IS NOT NULL);

CREATE INDEX campaigns_created_by_idx ON oltp.campaigns USING btree (created_by);

CREATE INDEX campaigns_scheduled_idx ON oltp.campaigns USING btree (scheduled) WHERE ((status = 'scheduled'::text) AND (deleted IS NULL));

CREATE INDEX campaigns_sending_idx ON oltp.campaigns USING btree (priority, tenant_id, id) WHERE ((status = 'sending'::text) AND (deleted IS NULL));

CREATE INDEX campaigns_status_idx ON oltp.campaigns USING btree (tenant_id, status, id) WHERE (deleted IS NULL);

CREATE UNIQUE INDEX companies_slug_live_key ON oltp.companies USING btree (tenant_id, slug) WHERE (deleted IS NULL);

CREATE UNIQUE INDEX companies_workspace_name_live_key ON oltp.companies USING btree (tenant_id, workspace_name) WHERE (deleted IS NULL);

CREATE INDEX connected_mailboxes_tenant_idx ON oltp.connected_mailboxes USING btree (tenant_id, email_account_id);

CREATE INDEX consent_events_address_idx ON oltp.consent_events USING btree (tenant_id, address_hash, occurred);

CREATE INDEX consent_events_company_idx ON oltp.consent_events USING btree (tenant_id, company_id);

CREATE INDEX consent_events_lead_idx ON oltp.consent_events USING btree (tenant_id, lead_id, occurred);

CREATE INDEX consent_events_list_idx ON oltp.consent_events USING btree (tenant_id, list_id);

CREATE UNIQUE INDEX dkim_keys_active_key ON oltp.dkim_keys USING btree (tenant_id, domain_id, algorithm) WHERE (status = 'active'::text);

CREATE INDEX domain_ip_assignments_domain_idx ON oltp.domain_ip_assignments USING btree (tenant_id, company_id, domain_id);

CREATE INDEX domain_ip_assignments_ip_idx ON oltp.domain_ip_assignments USING btree (smtp_ip_address_id, tenant_id);

CREATE UNIQUE INDEX domain_ip_assignments_live_key ON oltp.domain_ip_assignments USING btree (tenant_id, domain_id, smtp_ip_address_id) WHERE (status <> 'expired'::text);

CREATE INDEX domain_reputation_domain_idx ON oltp.domain_reputation USING btree (tenant_id, company_id, domain_id);

CREATE UNIQUE INDEX domains_domain_live_key ON oltp.domains USING btree (tenant_id, domain) WHERE (deleted IS NULL);

CREATE INDEX domains_next_check_idx ON oltp.domains USING btree (next_check) WHERE (deleted IS NULL);

CREATE UNIQUE INDEX domains_primary_key ON oltp.domains USING btree (tenant_id, company_id) WHERE (is_primary AND (deleted IS NULL));

CREATE INDEX email_accounts_domain_idx ON oltp.email_accounts USING btree (tenant_id, company_id, domain_id);

CREATE UNIQUE INDEX email_accounts_email_live_key ON oltp.email_accounts USING btree (tenant_id, email) WHERE (deleted IS NULL);

CREATE INDEX email_accounts_paused_until_idx ON oltp.email_accounts USING btree (paused_until) WHERE (paused_until IS NOT NULL);

CREATE INDEX enrolment_steps_message_idx ON oltp.enrolment_steps USING btree (tenant_id, message_id) WHERE (message_id IS NOT NULL);

CREATE INDEX enrolment_steps_step_idx ON oltp.enrolment_steps USING btree (tenant_id, campaign_id, step_id, executed);

CREATE INDEX enrolments_account_idx ON oltp.enrolments USING btree (tenant_id, company_id, email_account_id) WHERE (email_account_id IS NOT NULL);

CREATE INDEX enrolments_due_idx ON oltp.enrolments USING btree (tenant_id, campaign_id, next_due) WHERE (state = 'active'::text);

CREATE INDEX enrolments_followups_idx ON oltp.enrolments USING btree (tenant_id, campaign_id, next_due) WHERE ((state = 'active'::text) AND (first_message_id IS NOT NULL));

CREATE INDEX enrolments_lead_idx ON oltp.enrolments USING btree (tenant_id, lead_id);

CREATE INDEX enrolments_paused_idx ON oltp.enrolments USING btree (tenant_id, campaign_id) WHERE (state = 'paused'::text);

CREATE INDEX export_jobs_company_idx ON oltp.export_jobs USING btree (tenant_id, company_id, id);

CREATE INDEX export_jobs_created_by_idx ON oltp.export_jobs USING btree (created_by);

CREATE INDEX export_jobs_expires_idx ON oltp.export_jobs USING btree (expires) WHERE (status = 'completed'::text);

CREATE INDEX feature_flags_updated_by_idx ON oltp.feature_flags USING btree (updated_by);

CREATE INDEX folders_parent_idx ON oltp.folders USING btree (tenant_id, parent_folder_id);

CREATE INDEX handoff_inbox_age_idx ON oltp.handoff_inbox USING btree (applied);

CREATE INDEX handoff_outbox_due_idx ON oltp.handoff_outbox USING btree (not_before, handoff_id);

CREATE INDEX import_changes_lead_idx ON oltp.import_changes USING btree (tenant_id, lead_id);

CREATE INDEX import_jobs_company_idx ON oltp.import_jobs USING btree (tenant_id, company_id, id);

CREATE INDEX import_jobs_created_by_idx ON oltp.import_jobs USING btree (created_by);

CREATE INDEX import_jobs_list_idx ON oltp.import_jobs USING btree (tenant_id, list_id);

CREATE UNIQUE INDEX invitations_email_open_key ON oltp.invitations USING btree (tenant_id, email) WHERE ((accepted IS NULL) AND (revoked IS NULL));

CREATE INDEX invitations_invited_by_idx ON oltp.invitations USING btree (invited_by);

CREATE INDEX invitations_token_idx ON oltp.invitations USING btree (token_hash);

CREATE INDEX lead_engagement_company_idx ON oltp.lead_engagement USING btree (tenant_id, company_id);

CREATE INDEX lead_engagement_last_engaged_idx ON oltp.lead_engagement USING btree (tenant_id, last_engaged);

CREATE INDEX lead_send_days_day_idx ON oltp.lead_send_days USING btree (day);

CREATE INDEX leads_company_idx ON oltp.leads USING btree (tenant_id, company_id, id);

CREATE INDEX leads_custom_fields_idx ON oltp.leads USING gin (custom_fields jsonb_path_ops);

CREATE INDEX leads_deleted_idx ON oltp.leads USING btree (deleted) WHERE (deleted IS NOT NULL);

CREATE INDEX leads_email_domain_idx ON oltp.leads USING btree (tenant_id, email_domain);

CREATE UNIQUE INDEX leads_email_live_key ON oltp.leads USING btree (tenant_id, email, company_id) NULLS NOT DISTINCT WHERE (deleted IS NULL);

CREATE INDEX leads_import_job_idx ON oltp.leads USING btree (tenant_id, import_job_id) WHERE (import_job_id IS NOT NULL);

CREATE INDEX leads_status_idx ON oltp.leads USING btree (tenant_id, status, id) WHERE (deleted IS NULL);

CREATE INDEX leads_tags_idx ON oltp.leads USING gin (tags);

CREATE INDEX list_contacts_lead_idx ON oltp.list_contacts USING btree (tenant_id, lead_id);

CREATE INDEX list_contacts_pending_idx ON oltp.list_contacts USING btree (created) WHERE (status = 'pending'::text);

CREATE INDEX list_count_changes_list_idx ON oltp.list_count_changes USING btree (tenant_id, list_id) INCLUDE (change);

CREATE INDEX lists_company_idx ON oltp.lists USING btree (tenant_id, company_id);

CREATE UNIQUE INDEX lists_name_live_key ON oltp.lists USING btree (tenant_id, company_id, name) NULLS NOT DISTINCT WHERE (deleted IS NULL);

CREATE UNIQUE INDEX mailbox_from_addresses_default_key ON oltp.mailbox_from_addresses USING btree (tenant_id, email_account_id) WHERE is_default;

CREATE INDEX mailbox_from_addresses_domain_idx ON oltp.mailbox_from_addresses USING btree (tenant_id, company_id, domain_id);

CREATE INDEX member_companies_company_idx ON oltp.member_companies USING btree (tenant_id, company_id);

CREATE INDEX payments_initiated_by_idx ON oltp.payments USING btree (initiated_by_user_id);

CREATE INDEX payments_subscription_idx ON oltp.payments USING btree (tenant_id, subscription_id, created DESC);

CREATE UNIQUE INDEX plan_prices_active_key ON oltp.plan_prices USING btree (plan_id, billing_interval, currency) WHERE is_active;

CREATE INDEX plan_prices_plan_idx ON oltp.plan_prices USING btree (plan_id);

CREATE UNIQUE INDEX plans_stripe_product_key ON oltp.plans USING btree (stripe_product_id) WHERE (stripe_product_id IS NOT NULL);

CREATE INDEX privacy_requests_open_idx ON oltp.privacy_requests USING btree (created) WHERE (status = ANY (ARRAY['received'::text, 'running'::text]));

CREATE INDEX privacy_requests_requested_by_idx ON oltp.privacy_requests USING btree (requested_by);

CREATE INDEX rotation_pool_members_account_idx ON oltp.rotation_pool_members USING btree (tenant_id, email_account_id);

CREATE INDEX scheduled_reports_company_idx ON oltp.scheduled_reports USING btree (tenant_id, company_id);

CREATE INDEX scheduled_reports_created_by_idx ON oltp.scheduled_reports USING btree (created_by);

CREATE INDEX scheduled_reports_due_idx ON oltp.scheduled_reports USING btree (next_run) WHERE is_active;

CREATE INDEX segments_company_idx ON oltp.segments USING btree (tenant_id, company_id);

CREATE UNIQUE INDEX segments_name_live_key ON oltp.segments USING btree (tenant_id, company_id, name) NULLS NOT DISTINCT WHERE (deleted IS NULL);

CREATE INDEX sessions_expires_idx ON oltp.sessions USING btree (expires);

CREATE INDEX sessions_user_idx ON oltp.sessions USING btree (user_id, started);

CREATE INDEX smtp_ip_addresses_status_idx ON oltp.smtp_ip_addresses USING btree (status);

CREATE INDEX smtp_ip_addresses_vps_idx ON oltp.smtp_ip_addresses USING btree (vps_instance_id);

CREATE INDEX staff_members_role_idx ON oltp.staff_members USING btree (role_id);

CREATE INDEX staff_role_permissions_permission_idx ON oltp.staff_role_permissions USING btree (permission_id);

CREATE INDEX step_variants_campaign_idx ON oltp.step_variants USING btree (tenant_id, campaign_id, step_id);

CREATE INDEX step_variants_template_idx ON oltp.step_variants USING btree (tenant_id, template_id, template_version);

CREATE INDEX stripe_events_received_idx ON oltp.stripe_events USING btree (received);

CREATE INDEX stripe_events_unapplied_idx ON oltp.stripe_events USING btree (received) WHERE (applied IS NULL);

CREATE INDEX subscription_addons_subscription_idx ON oltp.subscription_addons USING btree (tenant_id, subscription_id);

CREATE INDEX subscriptions_billing_contact_idx ON oltp.subscriptions USING btree (billing_contact_user_id);

CREATE UNIQUE INDEX subscriptions_live_key ON oltp.subscriptions USING btree (tenant_id) WHERE (status = ANY (ARRAY['trialing'::text, 'active'::text, 'past_due'::text, 'unpaid'::text, 'paused'::text]));

CREATE INDEX subscriptions_pending_plan_idx ON oltp.subscriptions USING btree (pending_plan_id);

CREATE INDEX subscriptions_period_end_idx ON oltp.subscriptions USING btree (current_period_end) WHERE (status = ANY (ARRAY['trialing'::text, 'active'::text, 'past_due'::text, 'unpaid'::text, 'paused'::text]));

CREATE INDEX subscriptions_plan_idx ON oltp.subscriptions USING btree (plan_id);

CREATE INDEX suppressions_company_idx ON oltp.suppressions USING btree (tenant_id, company_id, id);

CREATE INDEX suppressions_created_by_idx ON oltp.suppressions USING btree (created_by);

CREATE INDEX suppressions_expires_idx ON oltp.suppressions USING btree (expires) WHERE (expires IS NOT NULL);

CREATE INDEX system_config_updated_by_idx ON oltp.system_config USING btree (updated_by);

CREATE INDEX template_folders_folder_idx ON oltp.template_folders USING btree (tenant_id, folder_id);

CREATE INDEX template_tags_tag_idx ON oltp.template_tags USING btree (tenant_id, tag_id);

CREATE INDEX template_versions_created_by_idx ON oltp.template_versions USING btree (created_by);

CREATE INDEX templates_company_idx ON oltp.templates USING btree (tenant_id, company_id, id);

CREATE INDEX templates_name_idx ON oltp.templates USING btree (tenant_id, name) WHERE (deleted IS NULL);

CREATE INDEX templates_public_idx ON oltp.templates USING btree (category, id) WHERE (is_public AND (deleted IS NULL));

CREATE INDEX tenant_feature_overrides_flag_idx ON oltp.tenant_feature_overrides USING btree (feature_flag_id);

CREATE UNIQUE INDEX tenant_keys_current_key ON oltp.tenant_keys USING btree (tenant_id, purpose) WHERE (retired IS NULL);

CREATE INDEX tenant_users_user_idx ON oltp.tenant_users USING btree (user_id);

CREATE INDEX usage_reservations_counter_idx ON oltp.usage_reservations USING btree (tenant_id, meter, period_start);

CREATE INDEX usage_reservations_expires_idx ON oltp.usage_reservations USING btree (expires);

CREATE INDEX user_tokens_user_idx ON oltp.user_tokens USING btree (user_id, purpose);

CREATE UNIQUE INDEX users_email_live_key ON oltp.users USING btree (email) WHERE (deleted IS NULL);

CREATE INDEX verified_domains_tenant_idx ON oltp.verified_domains USING btree (tenant_id, domain_id);

CREATE INDEX vps_instances_decommission_idx ON oltp.vps_instances USING btree (decommission_scheduled_for) WHERE (status = 'scheduled_decommission'::text);

CREATE INDEX warmup_events_schedule_idx ON oltp.warmup_events USING btree (tenant_id, warmup_schedule_id, occurred);

CREATE INDEX warmup_pool_accounts_company_idx ON oltp.warmup_pool_accounts USING btree (tenant_id, company_id);

CREATE INDEX warmup_schedules_account_idx ON oltp.warmup_schedules USING btree (tenant_id, company_id, email_account_id);

CREATE INDEX warmup_schedules_due_idx ON oltp.warmup_schedules USING btree (next_run) WHERE (status = 'active'::text);

CREATE UNIQUE INDEX warmup_schedules_live_key ON oltp.warmup_schedules USING btree (tenant_id, email_account_id) WHERE (status = ANY (ARRAY['pending'::text, 'active'::text, 'paused'::text]));

CREATE INDEX webhook_deliveries_created_idx ON oltp.webhook_deliveries USING btree (created);

CREATE INDEX webhook_deliveries_due_idx ON oltp.webhook_deliveries USING btree (next_attempt) WHERE (status = 'pending'::text);

CREATE INDEX webhooks_company_idx ON oltp.webhooks USING btree (tenant_id, company_id);

CREATE INDEX webhooks_created_by_idx ON oltp.webhooks USING btree (created_by);

CREATE TRIGGER mark_memberships AFTER UPDATE ON oltp.leads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION oltp.mark_memberships_of_deleted_leads();

CREATE TRIGGER release_memberships BEFORE DELETE ON oltp.companies FOR EACH ROW EXECUTE FUNCTION oltp.release_memberships_of_company();

CREATE TRIGGER release_memberships BEFORE DELETE ON oltp.leads FOR EACH ROW EXECUTE FUNCTION oltp.release_memberships_of_lead();

CREATE TRIGGER update_list_contact_count_delete AFTER DELETE ON oltp.list_contacts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION oltp.update_list_contact_count();

CREATE TRIGGER update_list_contact_count_insert AFTER INSERT ON oltp.list_contacts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION oltp.update_list_contact_count();

CREATE TRIGGER update_list_contact_count_update AFTER UPDATE ON oltp.list_contacts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION oltp.update_list_contact_count();

CREATE TRIGGER update_updated_at BEFORE UPDATE ON oltp.campaigns FOR EACH ROW EXECUTE FUNCTION oltp.update_updated_at_column();

CREATE TRIGGER update_updated_at BEFORE UPDATE ON oltp.leads FOR EACH ROW EXECUTE FUNCTION oltp.update_updated_at_column();

CREATE TRIGGER update_updated_at BEFORE UPDATE ON oltp.lists FOR EACH ROW EXECUTE FUNCTION oltp.update_updated_at_column();

CREATE TRIGGER update_updated_at BEFORE UPDATE ON oltp.templates FOR EACH ROW EXECUTE FUNCTION oltp.update_updated_at_column();

CREATE TRIGGER update_updated_at BEFORE UPDATE ON oltp.users FOR EACH ROW EXECUTE FUNCTION oltp.update_updated_at_column();

ALTER TABLE ONLY oltp.ab_tests
    ADD CONSTRAINT ab_tests_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id) REFERENCES oltp.campaigns(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.ab_tests
    ADD CONSTRAINT ab_tests_step_fkey FOREIGN KEY (tenant_id, campaign_id, step_id) REFERENCES oltp.campaign_sequence_steps(tenant_id, campaign_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.ab_tests
    ADD CONSTRAINT ab_tests_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.ab_tests
    ADD CONSTRAINT ab_tests_winner_fkey FOREIGN KEY (tenant_id, step_id, winner_variant_id) REFERENCES oltp.step_variants(tenant_id, step_id, id);

ALTER TABLE ONLY oltp.api_keys
    ADD CONSTRAINT api_keys_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.api_keys
    ADD CONSTRAINT api_keys_created_by_fkey FOREIGN KEY (created_by) REFERENCES oltp.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY oltp.api_keys
    ADD CONSTRAINT api_keys_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.blacklist_checks
    ADD CONSTRAINT blacklist_checks_domain_fkey FOREIGN KEY (tenant_id, company_id, domain_id) REFERENCES oltp.domains(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.blacklist_checks
    ADD CONSTRAINT blacklist_checks_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.blackout_dates
    ADD CONSTRAINT blackout_dates_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id) REFERENCES oltp.campaigns(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.blackout_dates
    ADD CONSTRAINT blackout_dates_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.blackout_dates
    ADD CONSTRAINT blackout_dates_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_approvals
    ADD CONSTRAINT campaign_approvals_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id) REFERENCES oltp.campaigns(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_approvals
    ADD CONSTRAINT campaign_approvals_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES oltp.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY oltp.campaign_approvals
    ADD CONSTRAINT campaign_approvals_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES oltp.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY oltp.campaign_approvals
    ADD CONSTRAINT campaign_approvals_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_lists
    ADD CONSTRAINT campaign_lists_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id) REFERENCES oltp.campaigns(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_lists
    ADD CONSTRAINT campaign_lists_list_fkey FOREIGN KEY (tenant_id, list_id) REFERENCES oltp.lists(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_lists
    ADD CONSTRAINT campaign_lists_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_mailboxes
    ADD CONSTRAINT campaign_mailboxes_account_fkey FOREIGN KEY (tenant_id, company_id, email_account_id) REFERENCES oltp.email_accounts(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_mailboxes
    ADD CONSTRAINT campaign_mailboxes_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id) REFERENCES oltp.campaigns(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_mailboxes
    ADD CONSTRAINT campaign_mailboxes_from_address_fkey FOREIGN KEY (tenant_id, from_address_id) REFERENCES oltp.mailbox_from_addresses(tenant_id, id) ON DELETE SET NULL (from_address_id);

ALTER TABLE ONLY oltp.campaign_mailboxes
    ADD CONSTRAINT campaign_mailboxes_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_pools
    ADD CONSTRAINT campaign_pools_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id) REFERENCES oltp.campaigns(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_pools
    ADD CONSTRAINT campaign_pools_pool_fkey FOREIGN KEY (tenant_id, company_id, rotation_pool_id) REFERENCES oltp.rotation_pools(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_pools
    ADD CONSTRAINT campaign_pools_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_schedules
    ADD CONSTRAINT campaign_schedules_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id) REFERENCES oltp.campaigns(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_schedules
    ADD CONSTRAINT campaign_schedules_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_segments
    ADD CONSTRAINT campaign_segments_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id) REFERENCES oltp.campaigns(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_segments
    ADD CONSTRAINT campaign_segments_segment_fkey FOREIGN KEY (tenant_id, segment_id) REFERENCES oltp.segments(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_segments
    ADD CONSTRAINT campaign_segments_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_sequence_steps
    ADD CONSTRAINT campaign_sequence_steps_account_fkey FOREIGN KEY (tenant_id, company_id, email_account_id) REFERENCES oltp.email_accounts(tenant_id, company_id, id) ON DELETE SET NULL (email_account_id);

ALTER TABLE ONLY oltp.campaign_sequence_steps
    ADD CONSTRAINT campaign_sequence_steps_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id) REFERENCES oltp.campaigns(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_sequence_steps
    ADD CONSTRAINT campaign_sequence_steps_on_false_fkey FOREIGN KEY (tenant_id, campaign_id, on_false_step_id) REFERENCES oltp.campaign_sequence_steps(tenant_id, campaign_id, id) ON DELETE SET NULL (on_false_step_id);

ALTER TABLE ONLY oltp.campaign_sequence_steps
    ADD CONSTRAINT campaign_sequence_steps_on_true_fkey FOREIGN KEY (tenant_id, campaign_id, on_true_step_id) REFERENCES oltp.campaign_sequence_steps(tenant_id, campaign_id, id) ON DELETE SET NULL (on_true_step_id);

ALTER TABLE ONLY oltp.campaign_sequence_steps
    ADD CONSTRAINT campaign_sequence_steps_template_fkey FOREIGN KEY (tenant_id, template_id) REFERENCES oltp.templates(tenant_id, id);

ALTER TABLE ONLY oltp.campaign_sequence_steps
    ADD CONSTRAINT campaign_sequence_steps_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaign_sequence_steps
    ADD CONSTRAINT campaign_sequence_steps_version_fkey FOREIGN KEY (tenant_id, template_id, template_version) REFERENCES oltp.template_versions(tenant_id, template_id, version);

ALTER TABLE ONLY oltp.campaigns
    ADD CONSTRAINT campaigns_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.campaigns
    ADD CONSTRAINT campaigns_created_by_fkey FOREIGN KEY (created_by) REFERENCES oltp.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY oltp.campaigns
    ADD CONSTRAINT campaigns_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.companies
    ADD CONSTRAINT companies_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.consent_events
    ADD CONSTRAINT consent_events_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE SET NULL (company_id);

ALTER TABLE ONLY oltp.consent_events
    ADD CONSTRAINT consent_events_lead_fkey FOREIGN KEY (tenant_id, lead_id) REFERENCES oltp.leads(tenant_id, id) ON DELETE SET NULL (lead_id);

ALTER TABLE ONLY oltp.consent_events
    ADD CONSTRAINT consent_events_list_fkey FOREIGN KEY (tenant_id, list_id) REFERENCES oltp.lists(tenant_id, id) ON DELETE SET NULL (list_id);

ALTER TABLE ONLY oltp.consent_events
    ADD CONSTRAINT consent_events_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.custom_field_definitions
    ADD CONSTRAINT custom_field_definitions_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.custom_field_definitions
    ADD CONSTRAINT custom_field_definitions_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.dkim_keys
    ADD CONSTRAINT dkim_keys_domain_fkey FOREIGN KEY (tenant_id, company_id, domain_id) REFERENCES oltp.domains(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.dkim_keys
    ADD CONSTRAINT dkim_keys_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.dns_records
    ADD CONSTRAINT dns_records_domain_fkey FOREIGN KEY (tenant_id, company_id, domain_id) REFERENCES oltp.domains(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.dns_records
    ADD CONSTRAINT dns_records_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.domain_ip_assignments
    ADD CONSTRAINT domain_ip_assignments_domain_fkey FOREIGN KEY (tenant_id, company_id, domain_id) REFERENCES oltp.domains(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.domain_ip_assignments
    ADD CONSTRAINT domain_ip_assignments_ip_fkey FOREIGN KEY (smtp_ip_address_id) REFERENCES oltp.smtp_ip_addresses(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.domain_ip_assignments
    ADD CONSTRAINT domain_ip_assignments_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.domain_reputation
    ADD CONSTRAINT domain_reputation_domain_fkey FOREIGN KEY (tenant_id, company_id, domain_id) REFERENCES oltp.domains(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.domain_reputation
    ADD CONSTRAINT domain_reputation_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.domains
    ADD CONSTRAINT domains_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.domains
    ADD CONSTRAINT domains_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.email_account_days
    ADD CONSTRAINT email_account_days_account_fkey FOREIGN KEY (tenant_id, company_id, email_account_id) REFERENCES oltp.email_accounts(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.email_accounts
    ADD CONSTRAINT email_accounts_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.email_accounts
    ADD CONSTRAINT email_accounts_domain_fkey FOREIGN KEY (tenant_id, company_id, domain_id) REFERENCES oltp.domains(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.email_accounts
    ADD CONSTRAINT email_accounts_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.email_templates
    ADD CONSTRAINT email_templates_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.email_templates
    ADD CONSTRAINT email_templates_template_fkey FOREIGN KEY (tenant_id, template_id) REFERENCES oltp.templates(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.email_templates
    ADD CONSTRAINT email_templates_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.enrolment_steps
    ADD CONSTRAINT enrolment_steps_enrolment_fkey FOREIGN KEY (tenant_id, enrolment_id) REFERENCES oltp.enrolments(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.enrolment_steps
    ADD CONSTRAINT enrolment_steps_step_fkey FOREIGN KEY (tenant_id, campaign_id, step_id) REFERENCES oltp.campaign_sequence_steps(tenant_id, campaign_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.enrolments
    ADD CONSTRAINT enrolments_account_fkey FOREIGN KEY (tenant_id, company_id, email_account_id) REFERENCES oltp.email_accounts(tenant_id, company_id, id) ON DELETE SET NULL (email_account_id);

ALTER TABLE ONLY oltp.enrolments
    ADD CONSTRAINT enrolments_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id) REFERENCES oltp.campaigns(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.enrolments
    ADD CONSTRAINT enrolments_lead_fkey FOREIGN KEY (tenant_id, lead_id) REFERENCES oltp.leads(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.enrolments
    ADD CONSTRAINT enrolments_step_fkey FOREIGN KEY (tenant_id, campaign_id, current_step_id) REFERENCES oltp.campaign_sequence_steps(tenant_id, campaign_id, id) ON DELETE SET NULL (current_step_id);

ALTER TABLE ONLY oltp.export_jobs
    ADD CONSTRAINT export_jobs_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.export_jobs
    ADD CONSTRAINT export_jobs_created_by_fkey FOREIGN KEY (created_by) REFERENCES oltp.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY oltp.export_jobs
    ADD CONSTRAINT export_jobs_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.feature_flags
    ADD CONSTRAINT feature_flags_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES oltp.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY oltp.folders
    ADD CONSTRAINT folders_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.folders
    ADD CONSTRAINT folders_parent_fkey FOREIGN KEY (tenant_id, parent_folder_id) REFERENCES oltp.folders(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.folders
    ADD CONSTRAINT folders_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.import_changes
    ADD CONSTRAINT import_changes_job_fkey FOREIGN KEY (tenant_id, import_job_id) REFERENCES oltp.import_jobs(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.import_changes
    ADD CONSTRAINT import_changes_lead_fkey FOREIGN KEY (tenant_id, lead_id) REFERENCES oltp.leads(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.import_jobs
    ADD CONSTRAINT import_jobs_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.import_jobs
    ADD CONSTRAINT import_jobs_created_by_fkey FOREIGN KEY (created_by) REFERENCES oltp.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY oltp.import_jobs
    ADD CONSTRAINT import_jobs_list_fkey FOREIGN KEY (tenant_id, list_id) REFERENCES oltp.lists(tenant_id, id) ON DELETE SET NULL (list_id);

ALTER TABLE ONLY oltp.import_jobs
    ADD CONSTRAINT import_jobs_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.import_rejects
    ADD CONSTRAINT import_rejects_job_fkey FOREIGN KEY (tenant_id, import_job_id) REFERENCES oltp.import_jobs(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.inbox_tags
    ADD CONSTRAINT inbox_tags_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.inbox_tags
    ADD CONSTRAINT inbox_tags_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.invitations
    ADD CONSTRAINT invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES oltp.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY oltp.invitations
    ADD CONSTRAINT invitations_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.ip_blacklist_checks
    ADD CONSTRAINT ip_blacklist_checks_ip_fkey FOREIGN KEY (smtp_ip_address_id) REFERENCES oltp.smtp_ip_addresses(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.ip_reputation_days
    ADD CONSTRAINT ip_reputation_days_ip_fkey FOREIGN KEY (smtp_ip_address_id) REFERENCES oltp.smtp_ip_addresses(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.lead_engagement
    ADD CONSTRAINT lead_engagement_lead_fkey FOREIGN KEY (tenant_id, lead_id) REFERENCES oltp.leads(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.lead_keys
    ADD CONSTRAINT lead_keys_lead_fkey FOREIGN KEY (tenant_id, lead_id) REFERENCES oltp.leads(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.lead_send_days
    ADD CONSTRAINT lead_send_days_lead_fkey FOREIGN KEY (tenant_id, lead_id) REFERENCES oltp.leads(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.leads
    ADD CONSTRAINT leads_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.leads
    ADD CONSTRAINT leads_import_job_fkey FOREIGN KEY (tenant_id, import_job_id) REFERENCES oltp.import_jobs(tenant_id, id) ON DELETE SET NULL (import_job_id);

ALTER TABLE ONLY oltp.leads
    ADD CONSTRAINT leads_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.list_contacts
    ADD CONSTRAINT list_contacts_lead_fkey FOREIGN KEY (tenant_id, lead_id) REFERENCES oltp.leads(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.list_contacts
    ADD CONSTRAINT list_contacts_list_fkey FOREIGN KEY (tenant_id, list_id) REFERENCES oltp.lists(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.lists
    ADD CONSTRAINT lists_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.lists
    ADD CONSTRAINT lists_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.mailbox_from_addresses
    ADD CONSTRAINT mailbox_from_addresses_account_fkey FOREIGN KEY (tenant_id, company_id, email_account_id) REFERENCES oltp.email_accounts(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.mailbox_from_addresses
    ADD CONSTRAINT mailbox_from_addresses_domain_fkey FOREIGN KEY (tenant_id, company_id, domain_id) REFERENCES oltp.domains(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.mailbox_from_addresses
    ADD CONSTRAINT mailbox_from_addresses_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.member_companies
    ADD CONSTRAINT member_companies_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.member_companies
    ADD CONSTRAINT member_companies_member_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES oltp.tenant_users(tenant_id, user_id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.member_companies
    ADD CONSTRAINT member_companies_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.payments
    ADD CONSTRAINT payments_initiated_by_fkey FOREIGN KEY (initiated_by_user_id) REFERENCES oltp.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY oltp.payments
    ADD CONSTRAINT payments_subscription_fkey FOREIGN KEY (tenant_id, subscription_id) REFERENCES oltp.subscriptions(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY oltp.payments
    ADD CONSTRAINT payments_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE RESTRICT;

ALTER TABLE ONLY oltp.plan_prices
    ADD CONSTRAINT plan_prices_plan_fkey FOREIGN KEY (plan_id) REFERENCES oltp.plans(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.privacy_requests
    ADD CONSTRAINT privacy_requests_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES oltp.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY oltp.privacy_requests
    ADD CONSTRAINT privacy_requests_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.report_runs
    ADD CONSTRAINT report_runs_report_fkey FOREIGN KEY (tenant_id, scheduled_report_id) REFERENCES oltp.scheduled_reports(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.report_runs
    ADD CONSTRAINT report_runs_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.retention_policies
    ADD CONSTRAINT retention_policies_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.rotation_pool_members
    ADD CONSTRAINT rotation_pool_members_account_fkey FOREIGN KEY (tenant_id, company_id, email_account_id) REFERENCES oltp.email_accounts(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.rotation_pool_members
    ADD CONSTRAINT rotation_pool_members_pool_fkey FOREIGN KEY (tenant_id, company_id, rotation_pool_id) REFERENCES oltp.rotation_pools(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.rotation_pool_members
    ADD CONSTRAINT rotation_pool_members_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.rotation_pools
    ADD CONSTRAINT rotation_pools_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.rotation_pools
    ADD CONSTRAINT rotation_pools_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.scheduled_reports
    ADD CONSTRAINT scheduled_reports_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.scheduled_reports
    ADD CONSTRAINT scheduled_reports_created_by_fkey FOREIGN KEY (created_by) REFERENCES oltp.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY oltp.scheduled_reports
    ADD CONSTRAINT scheduled_reports_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.segments
    ADD CONSTRAINT segments_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.segments
    ADD CONSTRAINT segments_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.sessions
    ADD CONSTRAINT sessions_user_fkey FOREIGN KEY (user_id) REFERENCES oltp.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.smtp_ip_addresses
    ADD CONSTRAINT smtp_ip_addresses_vps_fkey FOREIGN KEY (vps_instance_id) REFERENCES oltp.vps_instances(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.snippets
    ADD CONSTRAINT snippets_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.snippets
    ADD CONSTRAINT snippets_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.staff_members
    ADD CONSTRAINT staff_members_role_fkey FOREIGN KEY (role_id) REFERENCES oltp.staff_roles(id) ON DELETE RESTRICT;

ALTER TABLE ONLY oltp.staff_members
    ADD CONSTRAINT staff_members_user_fkey FOREIGN KEY (user_id) REFERENCES oltp.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.staff_role_permissions
    ADD CONSTRAINT staff_role_permissions_permission_fkey FOREIGN KEY (permission_id) REFERENCES oltp.permissions(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.staff_role_permissions
    ADD CONSTRAINT staff_role_permissions_role_fkey FOREIGN KEY (role_id) REFERENCES oltp.staff_roles(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.step_variants
    ADD CONSTRAINT step_variants_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id) REFERENCES oltp.campaigns(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.step_variants
    ADD CONSTRAINT step_variants_step_fkey FOREIGN KEY (tenant_id, campaign_id, step_id) REFERENCES oltp.campaign_sequence_steps(tenant_id, campaign_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.step_variants
    ADD CONSTRAINT step_variants_template_fkey FOREIGN KEY (tenant_id, template_id) REFERENCES oltp.templates(tenant_id, id);

ALTER TABLE ONLY oltp.step_variants
    ADD CONSTRAINT step_variants_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.step_variants
    ADD CONSTRAINT step_variants_version_fkey FOREIGN KEY (tenant_id, template_id, template_version) REFERENCES oltp.template_versions(tenant_id, template_id, version);

ALTER TABLE ONLY oltp.subscription_addons
    ADD CONSTRAINT subscription_addons_subscription_fkey FOREIGN KEY (tenant_id, subscription_id) REFERENCES oltp.subscriptions(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.subscription_addons
    ADD CONSTRAINT subscription_addons_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.subscriptions
    ADD CONSTRAINT subscriptions_billing_contact_fkey FOREIGN KEY (billing_contact_user_id) REFERENCES oltp.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY oltp.subscriptions
    ADD CONSTRAINT subscriptions_pending_plan_fkey FOREIGN KEY (pending_plan_id) REFERENCES oltp.plans(id) ON DELETE RESTRICT;

ALTER TABLE ONLY oltp.subscriptions
    ADD CONSTRAINT subscriptions_plan_fkey FOREIGN KEY (plan_id) REFERENCES oltp.plans(id) ON DELETE RESTRICT;

ALTER TABLE ONLY oltp.subscriptions
    ADD CONSTRAINT subscriptions_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.suppressions
    ADD CONSTRAINT suppressions_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.suppressions
    ADD CONSTRAINT suppressions_created_by_fkey FOREIGN KEY (created_by) REFERENCES oltp.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY oltp.suppressions
    ADD CONSTRAINT suppressions_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.system_config
    ADD CONSTRAINT system_config_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES oltp.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY oltp.tags
    ADD CONSTRAINT tags_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.tags
    ADD CONSTRAINT tags_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.template_dictionaries
    ADD CONSTRAINT template_dictionaries_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.template_dictionaries
    ADD CONSTRAINT template_dictionaries_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.template_folders
    ADD CONSTRAINT template_folders_folder_fkey FOREIGN KEY (tenant_id, folder_id) REFERENCES oltp.folders(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.template_folders
    ADD CONSTRAINT template_folders_template_fkey FOREIGN KEY (tenant_id, template_id) REFERENCES oltp.templates(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.template_folders
    ADD CONSTRAINT template_folders_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.template_tags
    ADD CONSTRAINT template_tags_tag_fkey FOREIGN KEY (tenant_id, tag_id) REFERENCES oltp.tags(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.template_tags
    ADD CONSTRAINT template_tags_template_fkey FOREIGN KEY (tenant_id, template_id) REFERENCES oltp.templates(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.template_tags
    ADD CONSTRAINT template_tags_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.template_versions
    ADD CONSTRAINT template_versions_created_by_fkey FOREIGN KEY (created_by) REFERENCES oltp.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY oltp.template_versions
    ADD CONSTRAINT template_versions_template_fkey FOREIGN KEY (tenant_id, template_id) REFERENCES oltp.templates(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.template_versions
    ADD CONSTRAINT template_versions_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.templates
    ADD CONSTRAINT templates_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.templates
    ADD CONSTRAINT templates_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.tenant_config
    ADD CONSTRAINT tenant_config_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.tenant_feature_overrides
    ADD CONSTRAINT tenant_feature_overrides_flag_fkey FOREIGN KEY (feature_flag_id) REFERENCES oltp.feature_flags(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.tenant_feature_overrides
    ADD CONSTRAINT tenant_feature_overrides_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.tenant_keys
    ADD CONSTRAINT tenant_keys_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.tenant_policies
    ADD CONSTRAINT tenant_policies_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.tenant_users
    ADD CONSTRAINT tenant_users_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.tenant_users
    ADD CONSTRAINT tenant_users_user_fkey FOREIGN KEY (user_id) REFERENCES oltp.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.usage_counters
    ADD CONSTRAINT usage_counters_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.usage_reservations
    ADD CONSTRAINT usage_reservations_counter_fkey FOREIGN KEY (tenant_id, meter, period_start) REFERENCES oltp.usage_counters(tenant_id, meter, period_start) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.usage_reservations
    ADD CONSTRAINT usage_reservations_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.user_passwords
    ADD CONSTRAINT user_passwords_user_fkey FOREIGN KEY (user_id) REFERENCES oltp.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.user_preferences
    ADD CONSTRAINT user_preferences_user_fkey FOREIGN KEY (user_id) REFERENCES oltp.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.user_recovery_codes
    ADD CONSTRAINT user_recovery_codes_user_fkey FOREIGN KEY (user_id) REFERENCES oltp.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.user_tokens
    ADD CONSTRAINT user_tokens_user_fkey FOREIGN KEY (user_id) REFERENCES oltp.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.user_totp
    ADD CONSTRAINT user_totp_user_fkey FOREIGN KEY (user_id) REFERENCES oltp.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.warmup_daily_logs
    ADD CONSTRAINT warmup_daily_logs_schedule_fkey FOREIGN KEY (tenant_id, company_id, warmup_schedule_id) REFERENCES oltp.warmup_schedules(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.warmup_daily_logs
    ADD CONSTRAINT warmup_daily_logs_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.warmup_events
    ADD CONSTRAINT warmup_events_schedule_fkey FOREIGN KEY (tenant_id, company_id, warmup_schedule_id) REFERENCES oltp.warmup_schedules(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.warmup_events
    ADD CONSTRAINT warmup_events_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.warmup_pool_accounts
    ADD CONSTRAINT warmup_pool_accounts_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.warmup_pool_accounts
    ADD CONSTRAINT warmup_pool_accounts_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.warmup_schedules
    ADD CONSTRAINT warmup_schedules_account_fkey FOREIGN KEY (tenant_id, company_id, email_account_id) REFERENCES oltp.email_accounts(tenant_id, company_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.warmup_schedules
    ADD CONSTRAINT warmup_schedules_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_webhook_fkey FOREIGN KEY (tenant_id, webhook_id) REFERENCES oltp.webhooks(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.webhooks
    ADD CONSTRAINT webhooks_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY oltp.webhooks
    ADD CONSTRAINT webhooks_created_by_fkey FOREIGN KEY (created_by) REFERENCES oltp.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY oltp.webhooks
    ADD CONSTRAINT webhooks_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES oltp.tenants(id) ON DELETE CASCADE;

ALTER TABLE oltp.ab_tests ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.api_keys ENABLE ROW LEVEL SECURITY;

CREATE POLICY auth_select ON oltp.api_keys FOR SELECT TO penguinmails_auth USING (true);

CREATE POLICY auth_select ON oltp.companies FOR SELECT TO penguinmails_auth USING (true);

CREATE POLICY auth_select ON oltp.invitations FOR SELECT TO penguinmails_auth USING (true);

CREATE POLICY auth_select ON oltp.sessions FOR SELECT TO penguinmails_auth USING (true);

CREATE POLICY auth_select ON oltp.tenants FOR SELECT TO penguinmails_auth USING (true);

CREATE POLICY auth_select ON oltp.user_passwords FOR SELECT TO penguinmails_auth USING (true);

CREATE POLICY auth_select ON oltp.user_recovery_codes FOR SELECT TO penguinmails_auth USING (true);

CREATE POLICY auth_select ON oltp.user_tokens FOR SELECT TO penguinmails_auth USING (true);

CREATE POLICY auth_select ON oltp.user_totp FOR SELECT TO penguinmails_auth USING (true);

CREATE POLICY auth_select ON oltp.users FOR SELECT TO penguinmails_auth USING (true);

CREATE POLICY auth_update ON oltp.api_keys FOR UPDATE TO penguinmails_auth USING (true) WITH CHECK (true);

CREATE POLICY auth_update ON oltp.sessions FOR UPDATE TO penguinmails_auth USING (true) WITH CHECK (true);

CREATE POLICY auth_update ON oltp.user_passwords FOR UPDATE TO penguinmails_auth USING (true) WITH CHECK (true);

CREATE POLICY auth_update ON oltp.user_recovery_codes FOR UPDATE TO penguinmails_auth USING (true) WITH CHECK (true);

CREATE POLICY auth_update ON oltp.user_tokens FOR UPDATE TO penguinmails_auth USING (true) WITH CHECK (true);

CREATE POLICY auth_update ON oltp.user_totp FOR UPDATE TO penguinmails_auth USING (true) WITH CHECK (true);

ALTER TABLE oltp.blacklist_checks ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.blackout_dates ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.campaign_approvals ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.campaign_lists ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.campaign_mailboxes ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.campaign_pools ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.campaign_schedules ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.campaign_segments ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.campaign_sequence_steps ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.campaigns ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.companies ENABLE ROW LEVEL SECURITY;

CREATE POLICY company_isolation ON oltp.ab_tests TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.api_keys TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.blacklist_checks TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.blackout_dates TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.campaign_approvals TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.campaign_lists TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.campaign_mailboxes TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.campaign_pools TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.campaign_schedules TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.campaign_segments TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.campaign_sequence_steps TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.campaigns TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.companies TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.consent_events TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.custom_field_definitions TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.dkim_keys TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.dns_records TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.domain_ip_assignments TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.domain_reputation TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.domains TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.email_account_days TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.email_accounts TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.email_templates TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.enrolment_steps TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.enrolments TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.export_jobs TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.folders TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.import_changes TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.import_jobs TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.import_rejects TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.inbox_tags TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.lead_engagement TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.lead_keys TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.lead_send_days TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.leads TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.list_contacts TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.list_count_changes TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.lists TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.mailbox_from_addresses TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.member_companies TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.report_runs TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.rotation_pool_members TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.rotation_pools TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.scheduled_reports TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.segments TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.snippets TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.step_variants TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.suppressions TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.tags TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.template_dictionaries TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.template_folders TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.template_tags TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.template_versions TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.templates TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.warmup_daily_logs TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.warmup_events TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.warmup_pool_accounts TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.warmup_schedules TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.webhook_deliveries TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON oltp.webhooks TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

ALTER TABLE oltp.connected_mailboxes ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.consent_events ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.custom_field_definitions ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.dkim_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.dns_records ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.domain_ip_assignments ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.domain_reputation ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.domains ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.email_account_days ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.email_accounts ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.email_templates ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.enrolment_steps ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.enrolments ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.export_jobs ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.folders ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.handoff_inbox ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.handoff_outbox ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.handoff_parked ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.import_changes ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.import_jobs ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.import_rejects ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.inbox_tags ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.invitations ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.lead_engagement ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.lead_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.lead_send_days ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.leads ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.list_contacts ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.list_count_changes ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.lists ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.mailbox_from_addresses ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.member_companies ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_row ON oltp.member_companies FOR SELECT TO penguinmails_app USING (((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")) AND (tenant_id = COALESCE(( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif"), tenant_id))));

CREATE POLICY own_row ON oltp.tenant_users FOR SELECT TO penguinmails_app USING (((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")) AND (tenant_id = COALESCE(( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif"), tenant_id))));

ALTER TABLE oltp.payments ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.privacy_requests ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.report_runs ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.retention_policies ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.rotation_pool_members ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.rotation_pools ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.scheduled_reports ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.segments ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.sessions ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.snippets ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.staff_members ENABLE ROW LEVEL SECURITY;

CREATE POLICY staff_select ON oltp.domain_ip_assignments FOR SELECT TO penguinmails_staff USING (true);

CREATE POLICY staff_select ON oltp.tenants FOR SELECT TO penguinmails_staff USING (true);

ALTER TABLE oltp.step_variants ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.stripe_customers ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.subscription_addons ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.subscriptions ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.suppressions ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.tags ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.template_dictionaries ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.template_folders ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.template_tags ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.template_versions ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.templates ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.tenant_config ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.tenant_feature_overrides ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_isolation ON oltp.connected_mailboxes FOR SELECT TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON oltp.handoff_inbox TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON oltp.handoff_outbox TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant_isolation ON oltp.handoff_parked TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON oltp.invitations TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON oltp.payments TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON oltp.privacy_requests TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON oltp.retention_policies TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON oltp.stripe_customers FOR SELECT TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON oltp.subscription_addons TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON oltp.subscriptions TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON oltp.tenant_config TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON oltp.tenant_feature_overrides TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON oltp.tenant_keys TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON oltp.tenant_policies TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON oltp.tenant_users TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON oltp.tenants TO penguinmails_app USING (((id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON oltp.usage_counters TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON oltp.usage_reservations TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON oltp.verified_domains FOR SELECT TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

ALTER TABLE oltp.tenant_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.tenant_policies ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.tenant_users ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.tenants ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.usage_counters ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.usage_reservations ENABLE ROW LEVEL SECURITY;

CREATE POLICY user_isolation ON oltp.sessions TO penguinmails_app USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY user_isolation ON oltp.staff_members FOR SELECT TO penguinmails_app USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY user_isolation ON oltp.user_passwords TO penguinmails_app USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY user_isolation ON oltp.user_preferences TO penguinmails_app USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY user_isolation ON oltp.user_recovery_codes TO penguinmails_app USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY user_isolation ON oltp.user_tokens TO penguinmails_app USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY user_isolation ON oltp.user_totp TO penguinmails_app USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY user_isolation ON oltp.users TO penguinmails_app USING ((id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));

ALTER TABLE oltp.user_passwords ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.user_preferences ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.user_recovery_codes ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.user_tokens ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.user_totp ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.users ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.verified_domains ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.warmup_daily_logs ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.warmup_events ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.warmup_pool_accounts ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.warmup_schedules ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.webhook_deliveries ENABLE ROW LEVEL SECURITY;

ALTER TABLE oltp.webhooks ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA oltp TO penguinmails_app;
GRANT USAGE ON SCHEMA oltp TO penguinmails_auth;
GRANT USAGE ON SCHEMA oltp TO penguinmails_staff;
GRANT USAGE ON SCHEMA oltp TO penguinmails_worker;

REVOKE ALL ON FUNCTION oltp.mark_memberships_of_deleted_leads() FROM PUBLIC;

REVOKE ALL ON FUNCTION oltp.release_memberships_of_company() FROM PUBLIC;

REVOKE ALL ON FUNCTION oltp.release_memberships_of_lead() FROM PUBLIC;

REVOKE ALL ON FUNCTION oltp.update_list_contact_count() FROM PUBLIC;

REVOKE ALL ON FUNCTION oltp.update_updated_at_column() FROM PUBLIC;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.ab_tests TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.ab_tests TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.api_keys TO penguinmails_app;
GRANT SELECT ON TABLE oltp.api_keys TO penguinmails_auth;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.api_keys TO penguinmails_worker;

GRANT UPDATE(last_used) ON TABLE oltp.api_keys TO penguinmails_auth;

GRANT UPDATE(last_ip) ON TABLE oltp.api_keys TO penguinmails_auth;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.blacklist_checks TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.blacklist_checks TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.blackout_dates TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.blackout_dates TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.campaign_approvals TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.campaign_approvals TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.campaign_lists TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.campaign_lists TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.campaign_mailboxes TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.campaign_mailboxes TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.campaign_pools TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.campaign_pools TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.campaign_schedules TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.campaign_schedules TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.campaign_segments TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.campaign_segments TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.campaign_sequence_steps TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.campaign_sequence_steps TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.campaigns TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.campaigns TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.companies TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.companies TO penguinmails_worker;

GRANT SELECT(tenant_id) ON TABLE oltp.companies TO penguinmails_auth;

GRANT SELECT(id) ON TABLE oltp.companies TO penguinmails_auth;

GRANT SELECT(deleted) ON TABLE oltp.companies TO penguinmails_auth;

GRANT SELECT ON TABLE oltp.connected_mailboxes TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.connected_mailboxes TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.consent_events TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.consent_events TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.custom_field_definitions TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.custom_field_definitions TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.dkim_keys TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.dkim_keys TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.dns_records TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.dns_records TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.domain_ip_assignments TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.domain_ip_assignments TO penguinmails_worker;

GRANT SELECT(tenant_id) ON TABLE oltp.domain_ip_assignments TO penguinmails_staff;

GRANT SELECT(smtp_ip_address_id) ON TABLE oltp.domain_ip_assignments TO penguinmails_staff;

GRANT SELECT(status) ON TABLE oltp.domain_ip_assignments TO penguinmails_staff;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.domain_reputation TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.domain_reputation TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.domains TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.domains TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.email_account_days TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.email_account_days TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.email_accounts TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.email_accounts TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.email_templates TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.email_templates TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.enrolment_steps TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.enrolment_steps TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.enrolments TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.enrolments TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.export_jobs TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.export_jobs TO penguinmails_worker;

GRANT SELECT ON TABLE oltp.feature_flags TO penguinmails_app;
GRANT SELECT ON TABLE oltp.feature_flags TO penguinmails_staff;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.feature_flags TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.folders TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.folders TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.handoff_inbox TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.handoff_inbox TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.handoff_outbox TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.handoff_outbox TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.handoff_parked TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.handoff_parked TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.import_changes TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.import_changes TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.import_jobs TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.import_jobs TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.import_rejects TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.import_rejects TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.inbox_tags TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.inbox_tags TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.invitations TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.invitations TO penguinmails_worker;

GRANT SELECT(tenant_id) ON TABLE oltp.invitations TO penguinmails_auth;

GRANT SELECT(id) ON TABLE oltp.invitations TO penguinmails_auth;

GRANT SELECT(token_hash) ON TABLE oltp.invitations TO penguinmails_auth;

GRANT SELECT(expires) ON TABLE oltp.invitations TO penguinmails_auth;

GRANT SELECT(accepted) ON TABLE oltp.invitations TO penguinmails_auth;

GRANT SELECT(revoked) ON TABLE oltp.invitations TO penguinmails_auth;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.ip_blacklist_checks TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.ip_reputation_days TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.lead_engagement TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.lead_engagement TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.lead_keys TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.lead_keys TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.lead_send_days TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.lead_send_days TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.leads TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.leads TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.list_contacts TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.list_contacts TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.list_count_changes TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.list_count_changes TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.lists TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.lists TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.mailbox_from_addresses TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.mailbox_from_addresses TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.member_companies TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.member_companies TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.payments TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.payments TO penguinmails_worker;

GRANT SELECT ON TABLE oltp.permissions TO penguinmails_app;
GRANT SELECT ON TABLE oltp.permissions TO penguinmails_staff;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.permissions TO penguinmails_worker;

GRANT SELECT ON TABLE oltp.plan_prices TO penguinmails_app;
GRANT SELECT ON TABLE oltp.plan_prices TO penguinmails_staff;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.plan_prices TO penguinmails_worker;

GRANT SELECT ON TABLE oltp.plans TO penguinmails_app;
GRANT SELECT ON TABLE oltp.plans TO penguinmails_staff;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.plans TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.privacy_requests TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.privacy_requests TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.report_runs TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.report_runs TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.retention_policies TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.retention_policies TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.rotation_pool_members TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.rotation_pool_members TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.rotation_pools TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.rotation_pools TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.scheduled_reports TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.scheduled_reports TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.segments TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.segments TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.sessions TO penguinmails_app;
GRANT SELECT ON TABLE oltp.sessions TO penguinmails_auth;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.sessions TO penguinmails_worker;

GRANT UPDATE(last_activity) ON TABLE oltp.sessions TO penguinmails_auth;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.smtp_ip_addresses TO penguinmails_worker;

GRANT SELECT(id) ON TABLE oltp.smtp_ip_addresses TO penguinmails_staff;

GRANT SELECT(vps_instance_id) ON TABLE oltp.smtp_ip_addresses TO penguinmails_staff;

GRANT SELECT(dedicated_to) ON TABLE oltp.smtp_ip_addresses TO penguinmails_staff;

GRANT SELECT(approximate_cost) ON TABLE oltp.smtp_ip_addresses TO penguinmails_staff;

GRANT SELECT(currency) ON TABLE oltp.smtp_ip_addresses TO penguinmails_staff;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.snippets TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.snippets TO penguinmails_worker;

GRANT SELECT ON TABLE oltp.staff_members TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.staff_members TO penguinmails_worker;

GRANT SELECT ON TABLE oltp.staff_role_permissions TO penguinmails_app;
GRANT SELECT ON TABLE oltp.staff_role_permissions TO penguinmails_staff;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.staff_role_permissions TO penguinmails_worker;

GRANT SELECT ON TABLE oltp.staff_roles TO penguinmails_app;
GRANT SELECT ON TABLE oltp.staff_roles TO penguinmails_staff;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.staff_roles TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.step_variants TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.step_variants TO penguinmails_worker;

GRANT SELECT ON TABLE oltp.stripe_customers TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.stripe_customers TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.stripe_events TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.stripe_syncs TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.subscription_addons TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.subscription_addons TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.subscriptions TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.subscriptions TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.suppressions TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.suppressions TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.system_config TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.tags TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.tags TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.template_dictionaries TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.template_dictionaries TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.template_folders TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.template_folders TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.template_tags TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.template_tags TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.template_versions TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.template_versions TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.templates TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.templates TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.tenant_config TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.tenant_config TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.tenant_feature_overrides TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.tenant_feature_overrides TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.tenant_keys TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.tenant_keys TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.tenant_policies TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.tenant_policies TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.tenant_users TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.tenant_users TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.tenants TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.tenants TO penguinmails_worker;

GRANT SELECT(id) ON TABLE oltp.tenants TO penguinmails_auth;
GRANT SELECT(id) ON TABLE oltp.tenants TO penguinmails_staff;

GRANT SELECT(name) ON TABLE oltp.tenants TO penguinmails_staff;

GRANT SELECT(status) ON TABLE oltp.tenants TO penguinmails_auth;

GRANT SELECT(created) ON TABLE oltp.tenants TO penguinmails_staff;

GRANT SELECT(deleted) ON TABLE oltp.tenants TO penguinmails_auth;
GRANT SELECT(deleted) ON TABLE oltp.tenants TO penguinmails_staff;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.usage_counters TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.usage_counters TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.usage_reservations TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.usage_reservations TO penguinmails_worker;

GRANT INSERT,DELETE,UPDATE ON TABLE oltp.user_passwords TO penguinmails_app;
GRANT SELECT ON TABLE oltp.user_passwords TO penguinmails_auth;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.user_passwords TO penguinmails_worker;

GRANT SELECT(user_id) ON TABLE oltp.user_passwords TO penguinmails_app;

GRANT SELECT(failed_attempts) ON TABLE oltp.user_passwords TO penguinmails_app;
GRANT UPDATE(failed_attempts) ON TABLE oltp.user_passwords TO penguinmails_auth;

GRANT SELECT(locked_until) ON TABLE oltp.user_passwords TO penguinmails_app;
GRANT UPDATE(locked_until) ON TABLE oltp.user_passwords TO penguinmails_auth;

GRANT SELECT(changed) ON TABLE oltp.user_passwords TO penguinmails_app;

GRANT SELECT(created) ON TABLE oltp.user_passwords TO penguinmails_app;

GRANT SELECT(updated) ON TABLE oltp.user_passwords TO penguinmails_app;
GRANT UPDATE(updated) ON TABLE oltp.user_passwords TO penguinmails_auth;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.user_preferences TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.user_preferences TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.user_recovery_codes TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.user_recovery_codes TO penguinmails_worker;

GRANT SELECT(user_id) ON TABLE oltp.user_recovery_codes TO penguinmails_auth;

GRANT SELECT(code_hash) ON TABLE oltp.user_recovery_codes TO penguinmails_auth;

GRANT SELECT(used),UPDATE(used) ON TABLE oltp.user_recovery_codes TO penguinmails_auth;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.user_tokens TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.user_tokens TO penguinmails_worker;

GRANT SELECT(id) ON TABLE oltp.user_tokens TO penguinmails_auth;

GRANT SELECT(user_id) ON TABLE oltp.user_tokens TO penguinmails_auth;

GRANT SELECT(purpose) ON TABLE oltp.user_tokens TO penguinmails_auth;

GRANT SELECT(token_hash) ON TABLE oltp.user_tokens TO penguinmails_auth;

GRANT SELECT(email) ON TABLE oltp.user_tokens TO penguinmails_auth;

GRANT SELECT(expires) ON TABLE oltp.user_tokens TO penguinmails_auth;

GRANT SELECT(used),UPDATE(used) ON TABLE oltp.user_tokens TO penguinmails_auth;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.user_totp TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.user_totp TO penguinmails_worker;

GRANT SELECT(user_id) ON TABLE oltp.user_totp TO penguinmails_auth;

GRANT SELECT(secret_sealed) ON TABLE oltp.user_totp TO penguinmails_auth;

GRANT SELECT(confirmed) ON TABLE oltp.user_totp TO penguinmails_auth;

GRANT SELECT(last_counter),UPDATE(last_counter) ON TABLE oltp.user_totp TO penguinmails_auth;

GRANT UPDATE(updated) ON TABLE oltp.user_totp TO penguinmails_auth;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.users TO penguinmails_app;
GRANT SELECT ON TABLE oltp.users TO penguinmails_auth;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.users TO penguinmails_worker;

GRANT SELECT ON TABLE oltp.verified_domains TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.verified_domains TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.vps_instances TO penguinmails_worker;

GRANT SELECT(id) ON TABLE oltp.vps_instances TO penguinmails_staff;

GRANT SELECT(status) ON TABLE oltp.vps_instances TO penguinmails_staff;

GRANT SELECT(dedicated_to) ON TABLE oltp.vps_instances TO penguinmails_staff;

GRANT SELECT(monthly_cost) ON TABLE oltp.vps_instances TO penguinmails_staff;

GRANT SELECT(approximate_cost) ON TABLE oltp.vps_instances TO penguinmails_staff;

GRANT SELECT(currency) ON TABLE oltp.vps_instances TO penguinmails_staff;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.warmup_daily_logs TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.warmup_daily_logs TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.warmup_events TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.warmup_events TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.warmup_pool_accounts TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.warmup_pool_accounts TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.warmup_schedules TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.warmup_schedules TO penguinmails_worker;

GRANT SELECT ON TABLE oltp.warmup_status TO penguinmails_app;
GRANT SELECT ON TABLE oltp.warmup_status TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.webhook_deliveries TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.webhook_deliveries TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.webhooks TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE oltp.webhooks TO penguinmails_worker;
