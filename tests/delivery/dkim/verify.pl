# Verifies many messages in one process: a line of DNS records (JSON), then a message a line (base64).
# Answers each with a line at once: the result of each signature.
use strict;
use warnings;
use JSON::PP;
use MIME::Base64;
use Mail::DKIM::Verifier;
use Mail::DKIM::PublicKey;

$| = 1;
my $records = decode_json(scalar <STDIN>);
no warnings 'redefine';
*Mail::DKIM::PublicKey::fetch_async = sub {
    my ($class, %asked) = @_;
    my $record = $records->{"$asked{Selector}._domainkey.$asked{Domain}"};
    my $key = defined $record ? $class->parse($record) : undef;
    if ($key) {
        $key->{Selector} = $asked{Selector};
        $key->{Domain} = $asked{Domain};
        eval { $key->check; 1 } or $key = undef;
    }
    my $success = ($asked{Callbacks} || {})->{Success} || sub { $_[0] };
    return sub { $success->($key) };
};

while (my $line = <STDIN>) {
    my $verifier = Mail::DKIM::Verifier->new;
    $verifier->PRINT(decode_base64($line));
    $verifier->CLOSE;
    print join(' ', map { $_->result } $verifier->signatures), "\n";
}
