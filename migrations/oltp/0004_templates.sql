-- Templates and what they are made of and ordered by.

CREATE TABLE oltp.folders (
    tenant_id uuid NOT NULL CONSTRAINT folders_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    company_id uuid,
    parent_folder_id bigint,
    name text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT folders_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT folders_name_key UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, parent_folder_id, name),
    CONSTRAINT folders_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT folders_parent_fkey FOREIGN KEY (tenant_id, parent_folder_id) REFERENCES oltp.folders (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT folders_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT folders_not_in_itself CHECK (parent_folder_id <> id)
);
CREATE INDEX folders_parent_idx ON oltp.folders (tenant_id, parent_folder_id);
COMMENT ON TABLE oltp.folders IS 'A folder of templates.';

CREATE TABLE oltp.templates (
    tenant_id uuid NOT NULL CONSTRAINT templates_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    name text NOT NULL,
    description text,
    engine text NOT NULL DEFAULT 'minijinja',
    subject text,
    preheader text,
    content text,
    text_content text,
    category text,
    language text,
    is_starred boolean NOT NULL DEFAULT false,
    is_public boolean NOT NULL DEFAULT false,
    usage_count bigint NOT NULL DEFAULT 0,
    current_version bigint NOT NULL DEFAULT 0,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    deleted timestamptz,
    CONSTRAINT templates_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT templates_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT templates_name_length CHECK (char_length(name) BETWEEN 1 AND 100),
    CONSTRAINT templates_engine_known CHECK (engine IN ('minijinja', 'eta')),
    CONSTRAINT templates_eta_source_elsewhere CHECK (engine <> 'eta' OR (subject IS NULL AND content IS NULL)),
    CONSTRAINT templates_subject_length CHECK (char_length(subject) <= 255),
    CONSTRAINT templates_version_not_negative CHECK (current_version >= 0)
);
CREATE INDEX templates_company_idx ON oltp.templates (tenant_id, company_id, id);
CREATE INDEX templates_name_idx ON oltp.templates (tenant_id, name) WHERE deleted IS NULL;
CREATE INDEX templates_public_idx ON oltp.templates (category, id) WHERE is_public AND deleted IS NULL;
COMMENT ON TABLE oltp.templates IS 'A message somebody writes: the draft they work on. What is sent is a version of it.';
COMMENT ON COLUMN oltp.templates.engine IS 'minijinja: merge tags in subject and content here; eta: the source is the email_templates row of this template.';
COMMENT ON COLUMN oltp.templates.content IS 'HTML with merge tags.';
COMMENT ON COLUMN oltp.templates.text_content IS 'Plain text with merge tags; NULL = made from the HTML.';
COMMENT ON COLUMN oltp.templates.is_public IS 'Offered to all tenants to copy, where it belongs to the reserved tenant; else to all companies of its tenant.';
COMMENT ON COLUMN oltp.templates.usage_count IS 'Campaigns launched with it; counted by the launch.';
COMMENT ON COLUMN oltp.templates.current_version IS 'Highest template_versions.version; 0 = never published.';

CREATE TABLE oltp.template_versions (
    tenant_id uuid NOT NULL CONSTRAINT template_versions_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    template_id uuid NOT NULL,
    version bigint NOT NULL,
    company_id uuid,
    engine text NOT NULL,
    subject text NOT NULL,
    preheader text,
    content text NOT NULL,
    text_content text,
    async boolean NOT NULL DEFAULT false,
    includes jsonb NOT NULL DEFAULT '{}',
    note text,
    created_by uuid CONSTRAINT template_versions_created_by_fkey REFERENCES oltp.users (id) ON DELETE SET NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT template_versions_pkey PRIMARY KEY (tenant_id, template_id, version),
    CONSTRAINT template_versions_template_fkey FOREIGN KEY (tenant_id, template_id)
        REFERENCES oltp.templates (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT template_versions_version_positive CHECK (version > 0),
    CONSTRAINT template_versions_engine_known CHECK (engine IN ('minijinja', 'eta')),
    CONSTRAINT template_versions_includes_object CHECK (jsonb_typeof(includes) = 'object')
);
CREATE INDEX template_versions_created_by_idx ON oltp.template_versions (created_by);
COMMENT ON TABLE oltp.template_versions IS 'A published state of a template; never changed, because sent messages are shown again from it.';
COMMENT ON COLUMN oltp.template_versions.includes IS 'Everything it draws on, frozen: {"snippets": {key: text}, "dictionaries": {key: object}, "eta": {name: source}}.';

CREATE TABLE oltp.template_folders (
    tenant_id uuid NOT NULL CONSTRAINT template_folders_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    company_id uuid,
    template_id uuid NOT NULL,
    folder_id bigint NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT template_folders_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT template_folders_pair_key UNIQUE (tenant_id, template_id, folder_id),
    CONSTRAINT template_folders_template_fkey FOREIGN KEY (tenant_id, template_id)
        REFERENCES oltp.templates (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT template_folders_folder_fkey FOREIGN KEY (tenant_id, folder_id) REFERENCES oltp.folders (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX template_folders_folder_idx ON oltp.template_folders (tenant_id, folder_id);
COMMENT ON TABLE oltp.template_folders IS 'A template lies in a folder.';

CREATE TABLE oltp.tags (
    tenant_id uuid NOT NULL CONSTRAINT tags_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    company_id uuid,
    value text NOT NULL,
    description text,
    name text,
    is_default boolean NOT NULL DEFAULT false,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tags_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT tags_value_key UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, value),
    CONSTRAINT tags_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT tags_value_length CHECK (char_length(value) BETWEEN 1 AND 100)
);
COMMENT ON TABLE oltp.tags IS 'A label for templates. Leads carry their labels themselves (leads.tags), threads theirs (inbox_tags).';
COMMENT ON COLUMN oltp.tags.value IS 'What is stored and compared; name is what people see.';
COMMENT ON COLUMN oltp.tags.is_default IS 'Given to a tenant at its start.';

CREATE TABLE oltp.template_tags (
    tenant_id uuid NOT NULL CONSTRAINT template_tags_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    company_id uuid,
    template_id uuid NOT NULL,
    tag_id bigint NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT template_tags_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT template_tags_pair_key UNIQUE (tenant_id, template_id, tag_id),
    CONSTRAINT template_tags_template_fkey FOREIGN KEY (tenant_id, template_id)
        REFERENCES oltp.templates (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT template_tags_tag_fkey FOREIGN KEY (tenant_id, tag_id) REFERENCES oltp.tags (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX template_tags_tag_idx ON oltp.template_tags (tenant_id, tag_id);
COMMENT ON TABLE oltp.template_tags IS 'A template carries a tag.';

CREATE TABLE oltp.email_templates (
    tenant_id uuid NOT NULL CONSTRAINT email_templates_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    template_id uuid,
    name text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    async boolean NOT NULL DEFAULT false,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT email_templates_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT email_templates_name_key UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, name),
    CONSTRAINT email_templates_template_key UNIQUE (tenant_id, template_id),
    CONSTRAINT email_templates_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT email_templates_template_fkey FOREIGN KEY (tenant_id, template_id)
        REFERENCES oltp.templates (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT email_templates_name_length CHECK (char_length(name) BETWEEN 1 AND 200)
);
COMMENT ON TABLE oltp.email_templates IS 'An Eta source: the draft of a template whose engine is eta, or a layout or partial that others include by name.';
COMMENT ON COLUMN oltp.email_templates.template_id IS 'The template this is the source of; NULL = only included by others.';
COMMENT ON COLUMN oltp.email_templates.subject IS 'Eta too; '''' for layouts and partials.';
COMMENT ON COLUMN oltp.email_templates.body IS 'The .eta source as written.';
COMMENT ON COLUMN oltp.email_templates.async IS 'The source awaits its includes.';

CREATE TABLE oltp.template_dictionaries (
    tenant_id uuid NOT NULL CONSTRAINT template_dictionaries_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    key text NOT NULL,
    value jsonb NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT template_dictionaries_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT template_dictionaries_key_key UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, key),
    CONSTRAINT template_dictionaries_company_fkey FOREIGN KEY (tenant_id, company_id)
        REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT template_dictionaries_key_length CHECK (char_length(key) BETWEEN 1 AND 100),
    CONSTRAINT template_dictionaries_value_object CHECK (jsonb_typeof(value) = 'object')
);
COMMENT ON TABLE oltp.template_dictionaries IS 'Named values that templates may use: dictionaries.KEY.';
COMMENT ON COLUMN oltp.template_dictionaries.value IS 'The tenant''s own object of words to values.';

CREATE TABLE oltp.snippets (
    tenant_id uuid NOT NULL CONSTRAINT snippets_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    key text NOT NULL,
    content text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT snippets_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT snippets_key_key UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, key),
    CONSTRAINT snippets_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT snippets_key_shape CHECK (key ~ '^[a-z][a-z0-9_]{0,62}$')
);
COMMENT ON TABLE oltp.snippets IS 'A piece of text that templates include: a signature, an address, alternatives to choose from.';
