// One question about SM2, answered by BouncyCastle: words separated by spaces in, one word out.
//   sign <private> <user> <message>  or  verify <public> <user> <message> <signature>, all in hexadecimal

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.util.encoders.Hex;

class Sm2 {
  static final X9ECParameters CURVE = GMNamedCurves.getByName("sm2p256v1");
  static final ECDomainParameters DOMAIN =
      new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());

  public static void main(String[] none) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(answer(line.split(" ")));
      System.out.flush();
    }
  }

  static String answer(String[] asked) throws Exception {
    boolean signs = asked[0].equals("sign");
    SM2Signer signer = new SM2Signer();
    CipherParameters key =
        signs
            ? new ECPrivateKeyParameters(new BigInteger(1, Hex.decode(asked[1])), DOMAIN)
            : new ECPublicKeyParameters(CURVE.getCurve().decodePoint(Hex.decode(asked[1])), DOMAIN);
    signer.init(signs, new ParametersWithID(key, Hex.decode(asked[2])));
    byte[] message = Hex.decode(asked[3]);
    signer.update(message, 0, message.length);
    if (signs) {
      return Hex.toHexString(signer.generateSignature());
    }
    return String.valueOf(signer.verifySignature(Hex.decode(asked[4])));
  }
}
