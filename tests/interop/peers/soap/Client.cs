// Mono against the direct link, from classes that its wsdl made: submit, query, a typed fault.
using System;
using System.Globalization;
using System.Security.Cryptography;
using System.Web.Services.Protocols;
using System.Xml;
using Link;

public static class Client
{
    static string Env(string name) { return Environment.GetEnvironmentVariable(name); }

    static Head Head(string operation)
    {
        var nonce = new byte[16];
        using (var random = RandomNumberGenerator.Create()) random.GetBytes(nonce);
        return new Head {
            Operation = operation, Bank = Env("BANK"), Enterprise = Env("ENTERPRISE"), Operator = Env("OPERATOR"),
            Certificate = Env("CERTIFICATE"), Nonce = BitConverter.ToString(nonce).Replace("-", ""),
            Timestamp = DateTime.Parse(Env("TIMESTAMP"), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal),
        };
    }

    static PaymentsSubmitRequest Payment(string serial, string amount)
    {
        return new PaymentsSubmitRequest {
            Head = Head("payments.submit"),
            Body = new SubmitPayment {
                ClientSerial = serial, PayerAccount = Env("PAYER"), PayeeAccount = Env("PAYEE"),
                PayeeName = Env("PAYEE_NAME"), Amount = amount, Currency = "CNY", Purpose = "货款",
                RequestedOn = DateTime.Parse(Env("DAY"), CultureInfo.InvariantCulture), RequestedOnSpecified = true,
            },
        };
    }

    public static void Main()
    {
        foreach (var version in new[] { SoapProtocolVersion.Soap11, SoapProtocolVersion.Soap12 })
        {
            var service = new DirectLinkService { SoapVersion = version };
            var serial = Env("SERIAL") + (version == SoapProtocolVersion.Soap11 ? "-1" : "-2");
            var made = service.PaymentsSubmit(Payment(serial, "1286.40"));
            Console.WriteLine("submit {0} {1} {2}", made.Head.Code, made.Body.Amount, made.Body.ClientSerial);
            var find = new PaymentsFindRequest { Head = Head("payments.find"), Body = new FindPayment { ClientSerial = serial } };
            var found = service.PaymentsFind(find);
            Console.WriteLine("find {0} {1} {2}", found.Head.Code, found.Body.Amount, found.Body.ClientSerial);
            try
            {
                service.PaymentsSubmit(Payment(serial + "-F", "1e3"));
                Console.WriteLine("no fault");
            }
            catch (SoapException fault)
            {
                var names = new XmlNamespaceManager(fault.Detail.OwnerDocument.NameTable);
                names.AddNamespace("y", "urn:yinqi:link:1");
                Console.WriteLine("fault {0} {1}",
                    fault.Detail.SelectSingleNode("y:Refusal/y:Head/y:Code", names).InnerText,
                    fault.Detail.SelectSingleNode("y:Refusal/y:Faults/y:Fault/y:Code", names).InnerText);
            }
        }
    }
}
