package io.slipway.server.ssh;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.io.resource.PathResource;
import org.apache.sshd.common.util.security.SecurityUtils;

/**
 * The server's own keys, in OpenSSH's format, one file each. Made once: clients remember them, and
 * refuse to talk to a server whose key has changed.
 */
final class HostKeys {

    private static final int RSA_BITS = 3072;

    private final Path folder;

    HostKeys(Path folder) {
        this.folder = folder;
    }

    KeyPairProvider load() throws IOException {
        Files.createDirectories(folder);
        var keys = new ArrayList<KeyPair>();
        try {
            keys.add(loadOrMake("host_ed25519", KeyPairProvider.SSH_ED25519, 256));
            keys.add(loadOrMake("host_rsa", KeyPairProvider.SSH_RSA, RSA_BITS));
        } catch (GeneralSecurityException e) {
            throw new IOException("the host keys in " + folder + " cannot be used", e);
        }
        return KeyPairProvider.wrap(List.copyOf(keys));
    }

    private KeyPair loadOrMake(String name, String type, int bits)
            throws IOException, GeneralSecurityException {
        var file = folder.resolve(name);
        if (!Files.exists(file)) {
            write(file, make(type, bits));
        }
        var bytes = Files.readAllBytes(file);
        var found =
                SecurityUtils.loadKeyPairIdentities(
                        null, new PathResource(file), new ByteArrayInputStream(bytes), null);
        for (var pair : found) {
            return pair;
        }
        throw new IOException(file + " holds no key");
    }

    private static KeyPair make(String type, int bits) throws GeneralSecurityException {
        if (type.equals(KeyPairProvider.SSH_RSA)) {
            // The platform's own generator is about twice as fast as the one MINA would choose.
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        }
        return KeyUtils.generateKeyPair(type, bits);
    }

    private void write(Path file, KeyPair pair) throws IOException, GeneralSecurityException {
        var secret = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "slipway", null, secret);
        var draft = folder.resolve(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    draft,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(draft, secret.toByteArray());
        var open = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePublicKey(pair, "slipway", open);
        Files.writeString(
                folder.resolve(file.getFileName() + ".pub"), open.toString(StandardCharsets.UTF_8));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
