-- Acme with two companies, Globex with one.
INSERT INTO oltp.tenants (id, name) VALUES
    ('01900000-0000-7000-8000-00000000000a', 'Acme'),
    ('01900000-0000-7000-8000-00000000000b', 'Globex');
