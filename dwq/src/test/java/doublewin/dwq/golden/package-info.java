/** What the golden tests share: files of numbers that the official code computed, and how far ours may be from them. */
package doublewin.dwq.golden;
