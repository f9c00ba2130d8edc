package io.slipway.platform.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The migration files on the class path, by version, with the checksum that Flyway stores. Knowing
 * them saves starting Flyway when there is nothing to do, which costs more than the rest of the
 * start.
 */
final class KnownMigrations {

    private KnownMigrations() {}

    /** Version to checksum; empty if the class path is of a kind that cannot be listed here. */
    static Optional<Map<String, Integer>> on(ClassLoader loader, String folder) throws IOException {
        Map<String, Integer> known = new HashMap<>();
        for (URL place : Collections.list(loader.getResources(folder))) {
            List<String> names = names(place, folder);
            if (names.isEmpty()) {
                return Optional.empty();
            }
            for (String name : names) {
                known.put(version(name), checksum(loader, folder + "/" + name));
            }
        }
        return known.isEmpty() ? Optional.empty() : Optional.of(known);
    }

    private static List<String> names(URL place, String folder) throws IOException {
        List<String> names = new ArrayList<>();
        if (place.getProtocol().equals("file")) {
            try (Stream<Path> files = Files.list(Path.of(place.toURI()))) {
                files.forEach(file -> names.add(String.valueOf(file.getFileName())));
            } catch (URISyntaxException e) {
                return List.of();
            }
        } else if (place.openConnection() instanceof JarURLConnection jar) {
            jar.getJarFile().stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(folder + "/"))
                    .forEach(name -> names.add(name.substring(folder.length() + 1)));
        }
        names.removeIf(name -> !name.matches("V[0-9]+__.*\\.sql"));
        return names;
    }

    private static String version(String name) {
        return name.substring(1, name.indexOf("__"));
    }

    /** CRC-32 over the lines without their ends, as Flyway computes it. */
    private static int checksum(ClassLoader loader, String resource) throws IOException {
        CRC32 crc = new CRC32();
        try (InputStream in = loader.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("no resource " + resource);
            }
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                crc.update(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        return (int) crc.getValue();
    }
}
