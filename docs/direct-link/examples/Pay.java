// 付款一笔：Java 11 以上，国密由 BouncyCastle（bcprov）完成。用法 Usage: java -cp bcprov.jar Pay.java ERP-0001
// Pays once: Java 11 and BouncyCastle. Settings come from the environment, see README.md.
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.*;
import java.security.spec.*;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.*;
import javax.xml.parsers.DocumentBuilderFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.w3c.dom.Document;

public class Pay {
    static final Map<String, String> ENV = System.getenv();
    static final Provider BC = new BouncyCastleProvider();

    public static void main(String[] args) throws Exception {
        String nonce = UUID.randomUUID().toString();
        byte[] request = request(args[0], nonce).getBytes(StandardCharsets.UTF_8);
        HttpRequest post = HttpRequest.newBuilder(URI.create(ENV.get("YINQI_URL")))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/xml")
            .header("Yinqi-Signature", Base64.getEncoder().encodeToString(sign(request)))
            .POST(HttpRequest.BodyPublishers.ofByteArray(request)).build();
        HttpResponse<byte[]> answer;
        try {
            answer = HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.ofByteArray());
        } catch (java.io.IOException lost) {
            answer = null;
        }
        // 没有银行签名、或随机数不同的应答不证明任何事：按同一流水号查询，切勿换号。
        // What the bank did not sign, or is about another nonce, proves nothing: ask by the same serial.
        if (answer == null || !proven(answer)) { unknown(); return; }
        Document said = parse(answer.body());
        if (!nonce.equals(text(said, "Nonce"))) { unknown(); return; }
        System.out.println(text(said, "Code") + " " + text(said, "Duplicate") + " " + text(said, "Status"));
    }

    static void unknown() { System.out.println("UNKNOWN"); System.exit(4); }

    static String request(String serial, String nonce) {
        String bank = ENV.get("YINQI_URL").replaceAll(".*/b/([^/]+)/.*", "$1");
        String now = ENV.getOrDefault("YINQI_TIME", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Request xmlns=\"urn:yinqi:link:1\"><Head>"
            + tag("Operation", "payments.submit") + tag("Bank", bank) + tag("Enterprise", ENV.get("YINQI_ENTERPRISE"))
            + tag("Operator", ENV.get("YINQI_OPERATOR")) + tag("Certificate", ENV.get("YINQI_CERTIFICATE"))
            + tag("Timestamp", now) + tag("Nonce", nonce) + "</Head><Body><SubmitPayment>"
            + tag("ClientSerial", serial) + tag("PayerAccount", "1001234509012345678")
            + tag("PayeeAccount", "3250612000181470") + tag("PayeeName", "苏州恒锐特钢有限公司")
            + tag("Amount", "12.00") + tag("Currency", "CNY") + tag("Purpose", "货款")
            + "</SubmitPayment></Body></Request>";
    }

    static String tag(String name, String value) {
        String safe = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return "<" + name + ">" + safe + "</" + name + ">";
    }

    static byte[] sign(byte[] message) throws Exception {
        KeySpec spec = new PKCS8EncodedKeySpec(pem("YINQI_KEY"));
        Signature signer = Signature.getInstance("SM3withSM2", BC);
        signer.initSign(KeyFactory.getInstance("EC", BC).generatePrivate(spec));
        signer.update(message);
        return signer.sign();
    }

    static boolean proven(HttpResponse<byte[]> answer) throws Exception {
        Optional<String> signature = answer.headers().firstValue("Yinqi-Signature");
        if (signature.isEmpty()) return false;
        KeySpec spec = new X509EncodedKeySpec(pem("YINQI_BANK_KEY"));
        Signature verifier = Signature.getInstance("SM3withSM2", BC);
        verifier.initVerify(KeyFactory.getInstance("EC", BC).generatePublic(spec));
        verifier.update(answer.body());
        return verifier.verify(Base64.getDecoder().decode(signature.get()));
    }

    static byte[] pem(String variable) throws Exception {
        String text = Files.readString(Path.of(ENV.get(variable))).replaceAll("-----[A-Z ]+-----|\\s", "");
        return Base64.getDecoder().decode(text);
    }

    static Document parse(byte[] body) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(body));
    }

    static String text(Document said, String name) {
        var found = said.getElementsByTagNameNS("urn:yinqi:link:1", name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }
}
