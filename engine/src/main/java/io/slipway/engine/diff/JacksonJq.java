package io.slipway.engine.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.manifests.yaml.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import org.jspecify.annotations.Nullable;

/**
 * jq by a library whose programs cannot be interrupted: each runs on a thread that is left behind when
 * its time is over. An expression that ran away once is not run again, and after {@value
 * #MAX_RUNAWAYS} of them none is, so that they cannot eat the machine. Safe for many threads.
 */
public final class JacksonJq implements Jq {

    private static final int MAX_RUNAWAYS = 4;
    private static final int MAX_EXPRESSION = 4096;

    private final Duration limit;
    private final ObjectMapper mapper = new ObjectMapper();
    private final Set<String> runaways = ConcurrentHashMap.newKeySet();
    private final Map<String, JsonQuery> compiled = new ConcurrentHashMap<>();
    private final AtomicInteger running = new AtomicInteger();
    private volatile @Nullable Scope scope;

    /** With the longest time that one evaluation may take (the usual is one second). */
    public JacksonJq(Duration limit) {
        this.limit = limit;
    }

    @Override
    public Map<String, Object> delete(String expression, Map<String, Object> tree) throws JqException {
        if (runaways.contains(expression) || runaways.size() >= MAX_RUNAWAYS) {
            throw new JqException("jq: " + expression + " took too long before");
        }
        var query = compiled(expression);
        var input = node(tree);
        var task = new FutureTask<>(() -> evaluate(query, input));
        Thread.ofPlatform().daemon().name("jq-" + running.incrementAndGet()).start(task);
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            runaways.add(expression);
            throw new JqException("jq: " + expression + " took longer than " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw new JqException("jq: " + expression + ": " + e.getCause().getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new JqException("jq: interrupted");
        } finally {
            running.decrementAndGet();
        }
    }

    private Map<String, Object> evaluate(JsonQuery query, JsonNode input) throws IOException {
        var results = new ArrayList<JsonNode>();
        query.apply(Scope.newChildScope(scope()), input, results::add);
        if (results.size() != 1 || !results.getFirst().isObject()) {
            throw new IOException("gives " + results.size() + " values, not one object");
        }
        return Json.readObject(mapper.writeValueAsString(results.getFirst()));
    }

    private JsonQuery compiled(String expression) throws JqException {
        var known = compiled.get(expression);
        if (known != null) {
            return known;
        }
        if (expression.length() > MAX_EXPRESSION) {
            throw new JqException("jq: the expression is longer than " + MAX_EXPRESSION + " characters");
        }
        try {
            var query = JsonQuery.compile("del(" + expression + ")", Versions.JQ_1_6);
            if (compiled.size() < 1000) {
                compiled.put(expression, query);
            }
            return query;
        } catch (IOException e) {
            throw new JqException("jq: " + expression + ": " + e.getMessage());
        }
    }

    private JsonNode node(Map<String, Object> tree) throws JqException {
        try {
            return mapper.readTree(Json.writeBytes(tree));
        } catch (IOException e) {
            throw new JqException("jq: " + e.getMessage());
        }
    }

    private Scope scope() {
        var made = scope;
        if (made == null) {
            made = Scope.newEmptyScope();
            BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_6, made);
            scope = made;
        }
        return made;
    }

    /** The expressions that took too long, for a warning to their owners. */
    public List<String> runaways() {
        return List.copyOf(runaways);
    }
}
