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
import java.util.regex.Pattern;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import org.jspecify.annotations.Nullable;

/**
 * jq by a library whose programs cannot be interrupted by themselves. So each runs on a thread of
 * its own, and every function that it calls counts what it gives out and stops when that is too
 * much or the time is over. What still does not stop is left behind; such an expression is not run
 * again, and after {@value #MAX_RUNAWAYS} of them none is. Multiplication is refused, because one
 * of a text can fill the memory in one step. Safe for many threads.
 */
public final class JacksonJq implements Jq {

    private static final int MAX_RUNAWAYS = 4;
    private static final int MAX_EXPRESSION = 4096;
    private static final int MAX_OUTPUTS = 200_000;
    private static final Pattern TEXTS = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");

    private final Duration limit;
    private final ObjectMapper mapper = new ObjectMapper();
    private final Set<String> runaways = ConcurrentHashMap.newKeySet();
    private final Map<String, JsonQuery> compiled = new ConcurrentHashMap<>();
    private final AtomicInteger started = new AtomicInteger();
    private volatile @Nullable Scope scope;

    /** With the longest time that one evaluation may take (the usual is one second). */
    public JacksonJq(Duration limit) {
        this.limit = limit;
    }

    @Override
    public Map<String, Object> delete(String expression, Map<String, Object> tree)
            throws JqException {
        if (runaways.contains(expression) || runaways.size() >= MAX_RUNAWAYS) {
            throw new JqException("jq: " + expression + " took too long before");
        }
        var query = compiled(expression);
        var input = node(tree);
        var task = new FutureTask<>(() -> evaluate(query, input));
        new Worker(task, "jq-" + started.incrementAndGet()).start();
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            runaways.add(expression);
            task.cancel(true);
            throw new JqException(
                    "jq: " + expression + " took longer than " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw new JqException("jq: " + expression + ": " + reason(e));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new JqException("jq: interrupted");
        }
    }

    private static String reason(ExecutionException e) {
        var cause = e.getCause();
        return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }

    /** The thread of one evaluation; counts what its functions give out. */
    private static final class Worker extends Thread {
        private int outputs;

        Worker(Runnable task, String name) {
            super(task, name);
            setDaemon(true);
        }

        static void count() throws JsonQueryException {
            if (currentThread() instanceof Worker worker
                    && (++worker.outputs > MAX_OUTPUTS || worker.isInterrupted())) {
                throw new JsonQueryException("the expression does too much");
            }
        }
    }

    /** A function of jq that lets itself be stopped. */
    private static Function counted(Function function) {
        return (scope, arguments, input, path, output, version) -> {
            Worker.count();
            function.apply(
                    scope,
                    arguments,
                    input,
                    path,
                    (value, at) -> {
                        Worker.count();
                        output.emit(value, at);
                    },
                    version);
        };
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
        if (TEXTS.matcher(expression).replaceAll("").contains("*")) {
            throw new JqException("jq: " + expression + ": multiplication is not supported here");
        }
        if (expression.length() > MAX_EXPRESSION) {
            throw new JqException(
                    "jq: the expression is longer than " + MAX_EXPRESSION + " characters");
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
            var functions =
                    BuiltinFunctionLoader.getInstance().listFunctions(Versions.JQ_1_6, made);
            for (var function : functions.entrySet()) {
                made.addFunction(function.getKey(), counted(function.getValue()));
            }
            scope = made;
        }
        return made;
    }

    /** The expressions that took too long, for a warning to their owners. */
    public List<String> runaways() {
        return List.copyOf(runaways);
    }
}
