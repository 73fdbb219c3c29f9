// 付款一笔：C#，.NET Framework 与 Mono 均可；国密由 openssl 命令完成。用法 Usage: mcs Pay.cs && mono Pay.exe ERP-0001
// Pays once: C# on .NET or Mono; SM2 by the openssl command. Settings come from the environment, see README.md.
using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;

static class Pay
{
    static string Env(string name) { return Environment.GetEnvironmentVariable(name) ?? ""; }

    static int Main(string[] args)
    {
        string nonce = Guid.NewGuid().ToString("N");
        byte[] request = new UTF8Encoding(false).GetBytes(Request(args[0], nonce));
        byte[] signature = OpenSsl(request, "-sign \"" + Env("YINQI_KEY") + "\"");
        byte[] answer;
        string proof;
        if (!Send(request, Convert.ToBase64String(signature), out answer, out proof)) return Unknown();
        // 没有银行签名、或随机数不同的应答不证明任何事。What the bank did not sign, or is about another nonce, proves nothing.
        string said = Encoding.UTF8.GetString(answer);
        if (!Proven(answer, proof) || Text(said, "Nonce") != nonce) return Unknown();
        Console.WriteLine(Text(said, "Code") + " " + Text(said, "Duplicate") + " " + Text(said, "Status"));
        return 0;
    }

    static int Unknown()
    {
        Console.WriteLine("UNKNOWN"); // 按同一流水号查询，切勿换号 ask by the same serial, never under a new one
        return 4;
    }

    static string Request(string serial, string nonce)
    {
        string bank = Regex.Match(Env("YINQI_URL"), "/b/([^/]+)/").Groups[1].Value;
        string now = Env("YINQI_TIME") != "" ? Env("YINQI_TIME") : DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Request xmlns=\"urn:yinqi:link:1\"><Head>"
            + Tag("Operation", "payments.submit") + Tag("Bank", bank) + Tag("Enterprise", Env("YINQI_ENTERPRISE"))
            + Tag("Operator", Env("YINQI_OPERATOR")) + Tag("Certificate", Env("YINQI_CERTIFICATE"))
            + Tag("Timestamp", now) + Tag("Nonce", nonce) + "</Head><Body><SubmitPayment>"
            + Tag("ClientSerial", serial) + Tag("PayerAccount", "1001234509012345678")
            + Tag("PayeeAccount", "3250612000181470") + Tag("PayeeName", "苏州恒锐特钢有限公司")
            + Tag("Amount", "12.00") + Tag("Currency", "CNY") + Tag("Purpose", "货款")
            + "</SubmitPayment></Body></Request>";
    }

    static string Tag(string name, string value)
    {
        return "<" + name + ">" + SecurityElement.Escape(value) + "</" + name + ">";
    }

    static string Text(string said, string name)
    {
        return Regex.Match(said, "<" + name + ">([^<]*)</" + name + ">").Groups[1].Value;
    }

    static bool Send(byte[] request, string signature, out byte[] answer, out string proof)
    {
        answer = new byte[0];
        proof = "";
        var call = (HttpWebRequest)WebRequest.Create(Env("YINQI_URL"));
        call.Method = "POST";
        call.ContentType = "application/xml";
        call.AllowAutoRedirect = false;
        call.Timeout = 30000;
        call.ServicePoint.Expect100Continue = false;
        call.Headers["Yinqi-Signature"] = signature;
        try
        {
            using (Stream body = call.GetRequestStream()) body.Write(request, 0, request.Length);
            using (WebResponse found = Response(call))
            using (var memory = new MemoryStream())
            {
                found.GetResponseStream().CopyTo(memory);
                answer = memory.ToArray();
                proof = found.Headers["Yinqi-Signature"] ?? "";
                return true;
            }
        }
        catch (WebException) { return false; }
        catch (IOException) { return false; }
    }

    /// <summary>A refusal is an answer too: .NET throws it.</summary>
    static WebResponse Response(HttpWebRequest call)
    {
        try { return call.GetResponse(); }
        catch (WebException refused) { if (refused.Response == null) throw; return refused.Response; }
    }

    static bool Proven(byte[] answer, string proof)
    {
        if (proof == "") return false;
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, Convert.FromBase64String(proof));
            string words = "-verify \"" + Env("YINQI_BANK_KEY") + "\" -signature \"" + file + "\"";
            return OpenSsl(answer, words).Length > 0;
        }
        finally { File.Delete(file); }
    }

    static byte[] OpenSsl(byte[] input, string words)
    {
        var start = new ProcessStartInfo("openssl", "dgst -sm3 -sigopt distid:1234567812345678 " + words);
        start.UseShellExecute = false;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using (Process process = Process.Start(start))
        using (var memory = new MemoryStream())
        {
            process.StandardInput.BaseStream.Write(input, 0, input.Length);
            process.StandardInput.Close();
            process.StandardOutput.BaseStream.CopyTo(memory);
            process.WaitForExit();
            return process.ExitCode == 0 ? memory.ToArray() : new byte[0];
        }
    }
}
