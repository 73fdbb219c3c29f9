<?php
// PHP's SoapClient against the direct link: submit, query, a typed fault, with SOAP 1.1 and 1.2.
function head(string $operation): array {
    return ['Operation' => $operation, 'Bank' => getenv('BANK'), 'Enterprise' => getenv('ENTERPRISE'),
            'Operator' => getenv('OPERATOR'), 'Certificate' => getenv('CERTIFICATE'),
            'Timestamp' => getenv('TIMESTAMP'), 'Nonce' => bin2hex(random_bytes(16))];
}
function payment(string $serial, string $amount): array {
    return ['ClientSerial' => $serial, 'PayerAccount' => getenv('PAYER'), 'PayeeAccount' => getenv('PAYEE'),
            'PayeeName' => getenv('PAYEE_NAME'), 'Amount' => $amount, 'Currency' => 'CNY', 'Purpose' => '货款',
            'RequestedOn' => getenv('DAY')];
}
foreach ([SOAP_1_1, SOAP_1_2] as $place => $version) {
    $client = new SoapClient(getenv('WSDL'), ['soap_version' => $version, 'cache_wsdl' => WSDL_CACHE_NONE,
        'exceptions' => true]);
    $serial = getenv('SERIAL') . '-' . ($place + 1);
    $made = $client->PaymentsSubmit(['Head' => head('payments.submit'), 'Body' => payment($serial, '1286.40')]);
    echo "submit {$made->Head->Code} {$made->Body->Amount} {$made->Body->ClientSerial}\n";
    $found = $client->PaymentsFind(['Head' => head('payments.find'), 'Body' => ['ClientSerial' => $serial]]);
    echo "find {$found->Head->Code} {$found->Body->Amount} {$found->Body->ClientSerial}\n";
    try {
        $client->PaymentsSubmit(['Head' => head('payments.submit'), 'Body' => payment("$serial-F", '1e3')]);
        echo "no fault\n";
    } catch (SoapFault $fault) {
        $told = $fault->detail->Refusal;
        echo "fault {$told->Head->Code} {$told->Faults->Fault->Code}\n";
    }
}
