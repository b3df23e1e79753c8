/**
 * The workers that share a kernel's tasks, and their working memory.
 * Their number never changes a bit of a result. May enter: what shares work or memory between threads.
 */
package doublewin.engine.parallel;
