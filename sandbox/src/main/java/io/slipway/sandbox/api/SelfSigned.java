package io.slipway.sandbox.api;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Optional;

/**
 * A certificate for 127.0.0.1 and localhost that signs itself. Kubernetes' own clients send tokens
 * over TLS only, so the sandbox needs one; the JDK has no public way to make it, hence the few
 * lines of DER here.
 *
 * @param store holds the key and the certificate in memory
 * @param pem the certificate, for clients to trust
 */
record SelfSigned(KeyStore store, String pem) {

    private static final String ALIAS = "sandbox";
    private static final char[] NO_PASSWORD = "sandbox".toCharArray();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'");
    private static final String ECDSA_SHA256 = "2a8648ce3d040302";

    /** The password of the store in memory, which protects nothing. */
    static String password() {
        return new String(NO_PASSWORD);
    }

    /**
     * The one that a folder holds, made when it holds none; without a folder a fresh one. The file
     * has the key and the certificate as PEM, for its owner only: a key store with a password would
     * cost a fifth of the server's start and keep nobody out.
     */
    static SelfSigned in(Optional<Path> folder, Clock clock) {
        try {
            var file = folder.map(f -> f.resolve("tls.pem"));
            if (file.isPresent() && Files.exists(file.get())) {
                return read(Files.readString(file.get(), StandardCharsets.US_ASCII));
            }
            var keys = newKeys();
            var certificate = certificate(encoded(keys, clock.instant()));
            if (file.isPresent()) {
                write(
                        file.get(),
                        pem("PRIVATE KEY", keys.getPrivate().getEncoded()) + pem(certificate));
            }
            return of(keys.getPrivate(), certificate);
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox's certificate: " + e.getMessage(), e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the sandbox's certificate cannot be used; remove tls.pem from its folder to"
                            + " get a new one",
                    e);
        }
    }

    private static SelfSigned read(String text) throws GeneralSecurityException, IOException {
        var key =
                KeyFactory.getInstance("EC")
                        .generatePrivate(new PKCS8EncodedKeySpec(part(text, "PRIVATE KEY")));
        return of(key, certificate(part(text, "CERTIFICATE")));
    }

    /** Whole or not at all, and readable for the owner from the first byte on. */
    private static void write(Path file, String text) throws IOException {
        var part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    part,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(part, text, StandardCharsets.US_ASCII);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** In the old format, in memory only: the newer one derives a key slowly for each entry. */
    private static SelfSigned of(PrivateKey key, Certificate certificate)
            throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("JKS");
        store.load(null, NO_PASSWORD);
        store.setKeyEntry(ALIAS, key, NO_PASSWORD, new Certificate[] {certificate});
        return new SelfSigned(store, pem(certificate));
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static Certificate certificate(byte[] encoded) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(encoded));
    }

    private static byte[] part(String text, String name) {
        var begin = "-----BEGIN " + name + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + name + "-----");
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("tls.pem holds no " + name);
        }
        return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    }

    private static String pem(Certificate certificate) throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    private static String pem(String name, byte[] content) {
        var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(name, base64);
    }

    // --- DER ---------------------------------------------------------------------------------

    private static byte[] encoded(KeyPair keys, Instant now) throws GeneralSecurityException {
        var algorithm = sequence(oid(ECDSA_SHA256));
        var name =
                sequence(
                        der(
                                0x31,
                                sequence(
                                        oid("550403"),
                                        der(
                                                0x0c,
                                                "slipway-sandbox"
                                                        .getBytes(StandardCharsets.UTF_8)))));
        var serial = new BigInteger(64, new SecureRandom()).setBit(64);
        var content =
                sequence(
                        der(0xa0, der(0x02, new byte[] {2})),
                        der(0x02, serial.toByteArray()),
                        algorithm,
                        name,
                        sequence(
                                time(now.minus(Duration.ofDays(1))),
                                time(now.plus(Duration.ofDays(3650)))),
                        name,
                        keys.getPublic().getEncoded(),
                        der(0xa3, extensions()));
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(content);
        return sequence(content, algorithm, der(0x03, join(new byte[] {0}, signature.sign())));
    }

    private static byte[] extensions() {
        var yes = der(0x01, new byte[] {(byte) 0xff});
        var authority = sequence(oid("551d13"), yes, der(0x04, sequence(yes)));
        var usage = sequence(oid("551d0f"), yes, der(0x04, der(0x03, new byte[] {2, (byte) 0x84})));
        var purpose = sequence(oid("551d25"), der(0x04, sequence(oid("2b06010505070301"))));
        var names =
                sequence(
                        der(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)),
                        der(0x87, new byte[] {127, 0, 0, 1}),
                        der(0x87, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
        return sequence(authority, usage, purpose, sequence(oid("551d11"), der(0x04, names)));
    }

    private static byte[] time(Instant at) {
        return der(
                0x18, TIME.format(at.atOffset(ZoneOffset.UTC)).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] oid(String hex) {
        return der(0x06, java.util.HexFormat.of().parseHex(hex));
    }

    private static byte[] sequence(byte[]... parts) {
        return der(0x30, join(parts));
    }

    private static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] der(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 128) {
            out.write(content.length);
        } else {
            var length = BigInteger.valueOf(content.length).toByteArray();
            int skip = length[0] == 0 ? 1 : 0;
            out.write(0x80 | (length.length - skip));
            out.write(length, skip, length.length - skip);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
