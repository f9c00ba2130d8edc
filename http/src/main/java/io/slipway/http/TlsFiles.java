package io.slipway.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Turns PEM files into the key store that the TLS engine wants. */
final class TlsFiles {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN (RSA |EC |)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END");

    // AlgorithmIdentifier of rsaEncryption and of id-ecPublicKey on P-256, for keys in the older
    // forms, which do not carry one.
    private static final String RSA_ID = "300d06092a864886f70d0101010500";
    private static final String P256_ID = "301306072a8648ce3d020106082a8648ce3d030107";

    private TlsFiles() {}

    static final char[] PASSWORD = "in-memory".toCharArray();

    static KeyStore load(HttpSettings.Tls files) {
        try {
            var chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(
                                            Files.readAllBytes(files.certificate())));
            if (chain.isEmpty()) {
                throw new IllegalArgumentException(
                        files.certificate() + " holds no certificate in PEM form");
            }
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, PASSWORD);
            store.setKeyEntry(
                    "server",
                    key(files, Files.readString(files.key(), StandardCharsets.US_ASCII)),
                    PASSWORD,
                    chain.toArray(Certificate[]::new));
            return store;
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the TLS files: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "certificate and key do not fit together: " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(HttpSettings.Tls files, String text)
            throws GeneralSecurityException {
        var match = KEY.matcher(text);
        if (!match.find()) {
            throw new IllegalArgumentException(
                    files.key() + " holds no unencrypted private key in PEM form");
        }
        var der = Base64.getMimeDecoder().decode(match.group(2));
        var encoded =
                switch (match.group(1)) {
                    case "RSA " -> wrap(RSA_ID, der);
                    case "EC " -> wrap(P256_ID, der);
                    default -> der;
                };
        for (var algorithm : List.of("RSA", "EC", "Ed25519")) {
            var key = read(algorithm, encoded);
            if (key.isPresent()) {
                return key.get();
            }
        }
        throw new IllegalArgumentException(files.key() + " is neither an RSA, EC nor Ed25519 key");
    }

    /** The key, if it is one of this algorithm. */
    private static Optional<PrivateKey> read(String algorithm, byte[] encoded)
            throws GeneralSecurityException {
        try {
            return Optional.of(
                    KeyFactory.getInstance(algorithm)
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (InvalidKeySpecException e) {
            return Optional.empty();
        }
    }

    private static byte[] wrap(String algorithm, byte[] key) {
        var inner = new ByteArrayOutputStream();
        inner.writeBytes(new byte[] {2, 1, 0});
        inner.writeBytes(java.util.HexFormat.of().parseHex(algorithm));
        inner.writeBytes(element(4, key));
        return element(0x30, inner.toByteArray());
    }

    private static byte[] element(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 128) {
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
