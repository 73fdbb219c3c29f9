# SOAP::Lite against the direct link: submit, query, a typed fault. It reads the WSDL for the address and
# writes the document itself, as its users do for document/literal.
use strict; use warnings; use utf8;
use SOAP::Lite;
binmode STDOUT, ':utf8';
my $ns = 'urn:yinqi:link:1';
sub env { my $v = $ENV{$_[0]}; utf8::decode($v); return $v }
sub nonce { return join '', map { sprintf '%x', int rand 16 } 1 .. 32 }
sub leaf { my ($name, $value) = @_; return SOAP::Data->name($name => $value)->type('') }
sub head {
    my %said = (Operation => $_[0], Bank => env('BANK'), Enterprise => env('ENTERPRISE'), Operator => env('OPERATOR'),
        Certificate => env('CERTIFICATE'), Timestamp => env('TIMESTAMP'), Nonce => nonce());
    my @names = qw(Operation Bank Enterprise Operator Certificate Timestamp Nonce);
    return SOAP::Data->name('Head' => \SOAP::Data->value(map { leaf($_, $said{$_}) } @names));
}
my $services = SOAP::Schema->schema_url(env('WSDL'))->parse()->services;
my ($port) = grep { exists $_->{PaymentsSubmit} && $_->{PaymentsSubmit}{soapversion} // 1 } map { $services->{$_} } sort keys %$services;
my $address = $port->{PaymentsSubmit}{endpoint}->value;
my $client = SOAP::Lite->proxy($address)->autotype(0)->readable(0)
    ->on_action(sub { $port->{PaymentsSubmit}{soapaction}->value })->on_fault(sub { $_[1] });
$client->ns($ns, 'y')->default_ns($ns);
sub payment {
    my ($serial, $amount) = @_;
    my @values = (ClientSerial => $serial, PayerAccount => env('PAYER'), PayeeAccount => env('PAYEE'),
        PayeeName => env('PAYEE_NAME'), Amount => $amount, Currency => 'CNY', Purpose => '货款', RequestedOn => env('DAY'));
    my @parts;
    while (my ($name, $value) = splice @values, 0, 2) { push @parts, leaf($name, $value) }
    return SOAP::Data->name('Body' => \SOAP::Data->value(@parts));
}
my $serial = env('SERIAL');
my $made = $client->call('PaymentsSubmitRequest', head('payments.submit'), payment($serial, '1286.40'));
print join(' ', 'submit', $made->valueof('//PaymentsSubmitResponse/Head/Code'),
    map { $made->valueof("//PaymentsSubmitResponse/Body/$_") } qw(Amount ClientSerial)), "\n";
my $asked = SOAP::Data->name('Body' => \SOAP::Data->value(leaf('ClientSerial', $serial)));
my $found = $client->call('PaymentsFindRequest', head('payments.find'), $asked);
print join(' ', 'find', $found->valueof('//PaymentsFindResponse/Head/Code'),
    map { $found->valueof("//PaymentsFindResponse/Body/$_") } qw(Amount ClientSerial)), "\n";
my $refused = $client->call('PaymentsSubmitRequest', head('payments.submit'), payment("$serial-F", '1e3'));
print join(' ', 'fault', $refused->valueof('//Refusal/Head/Code'), $refused->valueof('//Refusal/Faults/Fault/Code')), "\n";
