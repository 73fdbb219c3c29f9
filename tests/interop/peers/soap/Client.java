// JAX-WS against the direct link, from classes that wsimport made: submit, query, a typed fault.
import cn.yinqi.link.*;
import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.xml.datatype.DatatypeFactory;

public final class Client {
    private static final SecureRandom RANDOM = new SecureRandom();

    static Head head(String operation) throws Exception {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        Head head = new Head();
        head.setOperation(operation);
        head.setBank(System.getenv("BANK"));
        head.setEnterprise(System.getenv("ENTERPRISE"));
        head.setOperator(System.getenv("OPERATOR"));
        head.setCertificate(System.getenv("CERTIFICATE"));
        head.setTimestamp(DatatypeFactory.newInstance().newXMLGregorianCalendar(System.getenv("TIMESTAMP")));
        head.setNonce(HexFormat.of().formatHex(nonce));
        return head;
    }

    static PaymentsSubmitRequest payment(String serial, String amount) throws Exception {
        SubmitPayment body = new SubmitPayment();
        body.setClientSerial(serial);
        body.setPayerAccount(System.getenv("PAYER"));
        body.setPayeeAccount(System.getenv("PAYEE"));
        body.setPayeeName(System.getenv("PAYEE_NAME"));
        body.setAmount(amount);
        body.setCurrency("CNY");
        body.setPurpose("货款");
        body.setRequestedOn(DatatypeFactory.newInstance().newXMLGregorianCalendar(System.getenv("DAY") + "+08:00"));
        PaymentsSubmitRequest request = new PaymentsSubmitRequest();
        request.setHead(head("payments.submit"));
        request.setBody(body);
        return request;
    }

    public static void main(String[] words) throws Exception {
        DirectLinkService service = new DirectLinkService(URI.create(System.getenv("WSDL")).toURL());
        DirectLink[] ports = {service.getDirectLinkSoap11(), service.getDirectLinkSoap12()};
        for (int place = 0; place < ports.length; place++) {
            String serial = System.getenv("SERIAL") + "-" + (place + 1);
            PaymentsSubmitResponse made = ports[place].paymentsSubmit(payment(serial, "1286.40"));
            say("submit", made.getHead().getCode(), made.getBody().getAmount(), made.getBody().getClientSerial());
            FindPayment asked = new FindPayment();
            asked.setClientSerial(serial);
            PaymentsFindRequest find = new PaymentsFindRequest();
            find.setHead(head("payments.find"));
            find.setBody(asked);
            PaymentsFindResponse found = ports[place].paymentsFind(find);
            say("find", found.getHead().getCode(), found.getBody().getAmount(), found.getBody().getClientSerial());
            try {
                ports[place].paymentsSubmit(payment(serial + "-F", "1e3"));
                say("no fault");
            } catch (Refused refused) {
                Refusal told = refused.getFaultInfo();
                say("fault", told.getHead().getCode(), told.getFaults().getFault().get(0).getCode());
            }
        }
    }

    static void say(String... words) {
        System.out.println(String.join(" ", words));
    }
}
