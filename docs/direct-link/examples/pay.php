<?php
// 付款一笔：PHP 8，国密由 openssl 命令完成（PHP 的 openssl 扩展不能设 SM2 的用户标识）。用法 Usage: php pay.php ERP-0001
// Pays once: PHP 8; SM2 by the openssl command, for PHP's extension cannot set SM2's user id. Settings: README.md.
declare(strict_types=1);

const DISTID = 'distid:1234567812345678';

function openssl(string $input, string ...$words): string
{
    $command = array_merge(['openssl', 'dgst', '-sm3', '-sigopt', DISTID], $words);
    $process = proc_open($command, [['pipe', 'r'], ['pipe', 'w'], ['file', '/dev/null', 'w']], $pipes);
    fwrite($pipes[0], $input);
    fclose($pipes[0]);
    $output = stream_get_contents($pipes[1]);
    return proc_close($process) === 0 ? $output : '';
}

function unknown(): never
{
    echo "UNKNOWN\n"; // 按同一流水号查询，切勿换号 ask by the same serial, never under a new one
    exit(4);
}

function fields(array $values): string
{
    $xml = '';
    foreach ($values as $name => $value) {
        $xml .= "<$name>" . htmlspecialchars($value, ENT_XML1) . "</$name>";
    }
    return $xml;
}

$url = getenv('YINQI_URL');
preg_match('#/b/([^/]+)/#', $url, $bank);
$nonce = bin2hex(random_bytes(16));
$head = fields([
    'Operation' => 'payments.submit', 'Bank' => $bank[1], 'Enterprise' => getenv('YINQI_ENTERPRISE'),
    'Operator' => getenv('YINQI_OPERATOR'), 'Certificate' => getenv('YINQI_CERTIFICATE'),
    'Timestamp' => getenv('YINQI_TIME') ?: gmdate('Y-m-d\TH:i:s\Z'), 'Nonce' => $nonce,
]);
$payment = fields([
    'ClientSerial' => $argv[1], 'PayerAccount' => '1001234509012345678', 'PayeeAccount' => '3250612000181470',
    'PayeeName' => '苏州恒锐特钢有限公司', 'Amount' => '12.00', 'Currency' => 'CNY', 'Purpose' => '货款',
]);
$request = '<?xml version="1.0" encoding="UTF-8"?>' . "\n<Request xmlns=\"urn:yinqi:link:1\"><Head>$head</Head>"
    . "<Body><SubmitPayment>$payment</SubmitPayment></Body></Request>";

$signature = openssl($request, '-sign', getenv('YINQI_KEY'));
$answer = @file_get_contents($url, false, stream_context_create(['http' => [
    'method' => 'POST', 'content' => $request, 'timeout' => 30, 'ignore_errors' => true, 'follow_location' => 0,
    'header' => "Content-Type: application/xml\r\nYinqi-Signature: " . base64_encode($signature),
]]));
if ($answer === false) {
    unknown();
}
$proof = '';
foreach ($http_response_header as $line) {
    if (stripos($line, 'Yinqi-Signature:') === 0) {
        $proof = base64_decode(trim(substr($line, 16)));
    }
}
// 没有银行签名、或随机数不同的应答不证明任何事。What the bank did not sign, or is about another nonce, proves nothing.
$file = tempnam(sys_get_temp_dir(), 'sig');
file_put_contents($file, $proof);
$proven = $proof !== '' && openssl($answer, '-verify', getenv('YINQI_BANK_KEY'), '-signature', $file) !== '';
unlink($file);
$text = fn (string $name): string => preg_match("#<$name>([^<]*)</$name>#", $answer, $found) ? $found[1] : '';
if (!$proven || $text('Nonce') !== $nonce) {
    unknown();
}
echo $text('Code'), ' ', $text('Duplicate'), ' ', $text('Status'), "\n";
