"""Statements: what the journal adds up to, report by report. Values in, values out.

Whoever reads the tables brings a chart and what its accounts hold; here it is put into sections, columns and sums, each
figure with the selection of journal lines that it is the sum of.
"""
