DROP TABLE panel_approvals;
DROP TABLE panel_members;
