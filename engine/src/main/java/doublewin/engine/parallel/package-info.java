/** The workers that share a kernel's tasks, and their working memory. Their number never changes a bit of a result. */
package doublewin.engine.parallel;
