/* gSOAP against the direct link, from code that wsdl2h and soapcpp2 made: submit, query, a typed fault. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "soapH.h"
#include "DirectLinkSoap11.nsmap"

static struct ns2__Head head(char *operation, char *nonce)
{
    struct tm at = {0};
    struct ns2__Head made = {0};
    FILE *random = fopen("/dev/urandom", "rb");
    unsigned char bytes[16];
    if (!random || fread(bytes, 1, sizeof bytes, random) != sizeof bytes)
        exit(1);
    fclose(random);
    for (int i = 0; i < 16; i++)
        sprintf(nonce + 2 * i, "%02x", bytes[i]);
    strptime(getenv("TIMESTAMP"), "%Y-%m-%dT%H:%M:%SZ", &at);
    made.Operation = operation;
    made.Bank = getenv("BANK");
    made.Enterprise = getenv("ENTERPRISE");
    made.Operator = getenv("OPERATOR");
    made.Certificate = getenv("CERTIFICATE");
    made.Timestamp = timegm(&at);
    made.Nonce = nonce;
    return made;
}

static int submit(struct soap *soap, char *serial, char *amount, struct _ns2__PaymentsSubmitResponse *answer)
{
    char nonce[33], *currency = "CNY", *purpose = "货款";
    struct ns2__Head said = head("payments.submit", nonce);
    struct ns2__SubmitPayment body = {0};
    struct _ns2__PaymentsSubmitRequest request = {&said, &body};
    body.ClientSerial = serial;
    body.PayerAccount = getenv("PAYER");
    body.PayeeAccount = getenv("PAYEE");
    body.PayeeName = getenv("PAYEE_NAME");
    body.Amount = amount;
    body.Currency = &currency;
    body.Purpose = &purpose;
    body.RequestedOn = getenv("DAY");
    return soap_call___ns1__PaymentsSubmit(soap, getenv("ADDRESS"), NULL, &request, answer);
}

int main(void)
{
    struct soap *soap = soap_new1(SOAP_C_UTFSTRING);
    struct _ns2__PaymentsSubmitResponse made = {0};
    struct _ns2__PaymentsFindResponse found = {0};
    char nonce[33], refused[64], *serial = getenv("SERIAL");
    struct ns2__Head said = head("payments.find", nonce);
    struct ns2__FindPayment asked = {0};
    struct _ns2__PaymentsFindRequest find = {&said, &asked};

    if (submit(soap, serial, "1286.40", &made) != SOAP_OK) {
        soap_print_fault(soap, stderr);
        return 1;
    }
    printf("submit %s %s %s\n", made.Head->Code, made.Body->Amount, made.Body->ClientSerial);
    asked.ClientSerial = &serial;
    if (soap_call___ns1__PaymentsFind(soap, getenv("ADDRESS"), NULL, &find, &found) != SOAP_OK) {
        soap_print_fault(soap, stderr);
        return 1;
    }
    printf("find %s %s %s\n", found.Head->Code, found.Body->Amount, found.Body->ClientSerial);
    snprintf(refused, sizeof refused, "%s-F", serial);
    if (submit(soap, refused, "1e3", &made) != SOAP_OK && soap->fault) {
        struct SOAP_ENV__Detail *new = soap->fault->SOAP_ENV__Detail, *old = soap->fault->detail;
        struct _ns2__Refusal *told = (new ? new : old)->ns2__Refusal; /* SOAP 1.2 or 1.1 */
        printf("fault %s %s\n", told->Head->Code, told->Faults->Fault[0].Code);
    }
    soap_destroy(soap);
    soap_end(soap);
    soap_free(soap);
    return 0;
}
